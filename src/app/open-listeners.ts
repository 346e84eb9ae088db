import type { RequestListener } from 'node:http';
import type { Log } from '../desk/ports/log';
import { type Drainable, drainAll } from '../listeners/drain';
import { createLateListener, type LateListener, openListener } from '../listeners/listen';
import type { TftpServerDeps } from '../phones/tftp/server';
import type { PhonesPorts } from '../phones/urls';
import type { BaseConfig } from './config';
import type { OnStop } from './core';
import { openTftpListener } from './tftp-listener';

/** The current request handlers of the listeners. */
export interface RequestHandlers {
  readonly phones: RequestListener;
  readonly admin: RequestListener;
  readonly tftp: TftpServerDeps['answer'];
}

/** The listeners of the service, open or not yet. */
export interface Listeners {
  /** The ports for URLs that phones get. */
  readonly listening: () => PhonesPorts;
  readonly admin: LateListener;
  /** Opens all listeners. The handlers may change later; all drain together. Errors: ConfigError when one cannot open. */
  open(
    handlers: () => RequestHandlers,
    onStop: OnStop,
    log: Log,
  ): Promise<{ readonly tftpPort: number | null }>;
}

/** Creates the listeners with their configured ports, not open yet. */
export function createListeners(
  config: Pick<BaseConfig, 'phones' | 'phonesTls' | 'admin' | 'tftp' | 'trustedProxies'>,
  remainingDrainMs: () => number,
  sourceOf: (address: string) => string,
): Listeners {
  const phones = createLateListener(config.phones);
  const phonesTls = config.phonesTls && createLateListener(config.phonesTls);
  const admin = createLateListener(config.admin);
  return {
    listening: () => ({ http: phones.port, https: phonesTls?.port ?? null }),
    admin,
    async open(handlers, onStop, log) {
      const toPhones: RequestListener = (request, response) => handlers().phones(request, response);
      const toAdmin: RequestListener = (request, response) => handlers().admin(request, response);
      const { trustedProxies } = config;
      const options = { log, trustedProxies };
      const listeners: Drainable[] = [];
      onStop(() => drainAll(listeners, remainingDrainMs()));
      listeners.push(await openListener(phones, toPhones, onStop, options));
      if (phonesTls) listeners.push(await openListener(phonesTls, toPhones, onStop, options));
      const answer: TftpServerDeps['answer'] = (file, source) => handlers().tftp(file, source);
      const tftp = config.tftp && (await openTftpListener(config.tftp, { answer, sourceOf }, log));
      if (tftp) listeners.push(tftp);
      listeners.push(await openListener(admin, toAdmin, onStop, options));
      return { tftpPort: tftp?.port ?? null };
    },
  };
}

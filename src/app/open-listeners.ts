import type { RequestListener } from 'node:http';
import type { Log } from '../desk/ports/log';
import { type Drainable, drainAll } from '../listeners/drain';
import { type LateListener, listen, listenLater } from '../listeners/listen';
import type { TftpServerDeps } from '../phones/tftp/server';
import type { PhonesPorts } from '../phones/urls';
import type { BaseConfig } from './config';
import type { OnStop } from './core';
import { openTftpListener } from './tftp-listener';

/** Who answers at the doors now. */
export interface Answers {
  readonly phones: RequestListener;
  readonly people: RequestListener;
  readonly tftp: TftpServerDeps['answer'];
}

/** The doors of the house: where they are, or will be. */
export interface Listeners {
  /** The ports that phones are told of. */
  readonly listening: () => PhonesPorts;
  readonly admin: LateListener;
  /** Opens them all. Who answers may change later; all drain together. Errors: ConfigError, when one cannot be opened. */
  open(answers: () => Answers, onStop: OnStop, log: Log): Promise<{ readonly tftpPort: number | null }>;
}

/** Doors that know their ports, and are not open yet. */
export function createListeners(
  config: Pick<BaseConfig, 'phones' | 'phonesTls' | 'admin' | 'tftp'>,
  drainMs: number,
): Listeners {
  const phones = listenLater(config.phones);
  const phonesTls = config.phonesTls && listenLater(config.phonesTls);
  const admin = listenLater(config.admin);
  return {
    listening: () => ({ http: phones.port, https: phonesTls?.port ?? null }),
    admin,
    async open(answers, onStop, log) {
      const toPhones: RequestListener = (request, response) => answers().phones(request, response);
      const toPeople: RequestListener = (request, response) => answers().people(request, response);
      const listeners: Drainable[] = [];
      onStop(() => drainAll(listeners, drainMs));
      listeners.push(await listen(phones, toPhones, onStop, { log }));
      if (phonesTls) listeners.push(await listen(phonesTls, toPhones, onStop, { log }));
      const tftp =
        config.tftp &&
        (await openTftpListener(config.tftp, (file, source) => answers().tftp(file, source), log));
      if (tftp) listeners.push(tftp);
      listeners.push(await listen(admin, toPeople, onStop, { log }));
      return { tftpPort: tftp?.port ?? null };
    },
  };
}

import type { RequestListener } from 'node:http';
import type { BaseConfig } from '../config';
import type { Log } from '../desk/ports/log';
import type { Opened } from '../house/house';
import { type LateDoor, listen, listenLater } from '../listen';
import { type Drainable, drainAll } from '../listeners/drain';
import type { TftpServerParts } from '../phones/tftp/server';
import type { PhonesPorts } from '../phones/urls';
import { openTftpDoor } from '../tftp-door';

/** Who answers at the doors now. */
export interface Answers {
  readonly phones: RequestListener;
  readonly people: RequestListener;
  readonly tftp: TftpServerParts['answer'];
}

/** The doors of the house: where they are, or will be. */
export interface Doors {
  /** The ports that phones are told of. */
  readonly listening: () => PhonesPorts;
  readonly admin: LateDoor;
  /** Opens them all. Who answers may change later; all drain together. Errors: ConfigError, when one cannot be opened. */
  open(answers: () => Answers, opened: Opened, log: Log): Promise<{ readonly tftpPort: number | null }>;
}

/** Doors that know their ports, and are not open yet. */
export function createDoors(
  config: Pick<BaseConfig, 'phones' | 'phonesTls' | 'admin' | 'tftp'>,
  drainMs: number,
): Doors {
  const phones = listenLater(config.phones);
  const phonesTls = config.phonesTls && listenLater(config.phonesTls);
  const admin = listenLater(config.admin);
  return {
    listening: () => ({ http: phones.port, https: phonesTls?.port ?? null }),
    admin,
    async open(answers, opened, log) {
      const toPhones: RequestListener = (request, response) => answers().phones(request, response);
      const toPeople: RequestListener = (request, response) => answers().people(request, response);
      const listeners: Drainable[] = [];
      opened(() => drainAll(listeners, drainMs));
      listeners.push(await listen(phones, toPhones, opened, { log }));
      if (phonesTls) listeners.push(await listen(phonesTls, toPhones, opened, { log }));
      const tftp =
        config.tftp && (await openTftpDoor(config.tftp, (file, source) => answers().tftp(file, source), log));
      if (tftp) listeners.push(tftp);
      listeners.push(await listen(admin, toPeople, opened, { log }));
      return { tftpPort: tftp?.port ?? null };
    },
  };
}

import type { LabAsterisk, LabAsteriskOptions } from './asterisk';
import { startAsterisk } from './asterisk';
import { type LabMariadb, startMariadb } from './mariadb';

/** The servers that the suites of one jest worker share. Each starts when it is first requested. */
export interface LabServers {
  mariadb(): Promise<LabMariadb>;
  /** One Asterisk per set of options. A suite leaves it unchanged, or calls `discardAsterisk`. */
  asterisk(options: LabAsteriskOptions): Promise<LabAsterisk>;
  /** Stops an Asterisk that was changed. The next suite gets a new one. */
  discardAsterisk(options: LabAsteriskOptions): Promise<void>;
}

export function createLabServers(): LabServers {
  let mariadb: Promise<LabMariadb> | null = null;
  const asterisks = new Map<string, Promise<LabAsterisk>>();
  return {
    mariadb: () => {
      mariadb ??= startMariadb().catch((error: unknown) => {
        mariadb = null;
        throw error;
      });
      return mariadb;
    },
    asterisk: (options) => {
      const key = JSON.stringify(options);
      const running = asterisks.get(key);
      if (running) return running;
      const starting = startAsterisk(options).catch((error: unknown) => {
        asterisks.delete(key);
        throw error;
      });
      asterisks.set(key, starting);
      return starting;
    },
    discardAsterisk: async (options) => {
      const key = JSON.stringify(options);
      const running = asterisks.get(key);
      asterisks.delete(key);
      await (await running)?.stop();
    },
  };
}

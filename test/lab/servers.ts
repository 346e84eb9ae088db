import type { LabAsterisk, LabAsteriskOptions } from './asterisk';
import { startAsterisk } from './asterisk';
import { type LabMariadb, startMariadb } from './mariadb';

/** The servers that the suites of one jest worker share. They start when a suite first asks. */
export interface LabServers {
  mariadb(): Promise<LabMariadb>;
  /** One for each kind of configuration. A suite hands it back clean, or says `discardAsterisk`. */
  asterisk(options: LabAsteriskOptions): Promise<LabAsterisk>;
  /** Stops it: it is not as it was. The next suite that asks gets a new one. */
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
      const kind = JSON.stringify(options);
      const running = asterisks.get(kind);
      if (running) return running;
      const starting = startAsterisk(options).catch((error: unknown) => {
        asterisks.delete(kind);
        throw error;
      });
      asterisks.set(kind, starting);
      return starting;
    },
    discardAsterisk: async (options) => {
      const kind = JSON.stringify(options);
      const running = asterisks.get(kind);
      asterisks.delete(kind);
      await (await running)?.stop();
    },
  };
}

import type { Log } from '../desk/ports/log';

/** Where this room says what it skipped and why. */
export type PbxLog = Pick<Log, 'warn'>;

const REMEMBERED = 1_000;

/**
 * Says each thing once: the PBX is read at every login, and a bad row stays bad.
 *
 * After a thousand different warnings it forgets what it said, so that it needs no more memory.
 */
export function warnOnce(log: PbxLog): PbxLog {
  const said = new Set<string>();
  return {
    warn(fields, message) {
      const subject = `${message} ${JSON.stringify(fields)}`;
      if (said.has(subject)) return;
      if (said.size >= REMEMBERED) said.clear();
      said.add(subject);
      log.warn(fields, message);
    },
  };
}

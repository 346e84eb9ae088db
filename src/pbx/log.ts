import type { Log } from '../desk/ports/log';

/** Receives warnings about PBX data that was skipped. */
export type PbxLog = Pick<Log, 'warn'>;

const MAX_REMEMBERED = 1_000;

/**
 * Logs each distinct warning once: the PBX is read at every login, and a bad row stays bad.
 *
 * After 1,000 distinct warnings it starts over, which bounds its memory.
 */
export function warnOnce(log: PbxLog): PbxLog {
  const logged = new Set<string>();
  return {
    warn(fields, message) {
      const subject = `${message} ${JSON.stringify(fields)}`;
      if (logged.has(subject)) return;
      if (logged.size >= MAX_REMEMBERED) logged.clear();
      logged.add(subject);
      log.warn(fields, message);
    },
  };
}

import type { DeskDeps } from '../deps';
import type { Log } from '../ports/log';

const EVERY_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** Rows of one transaction: few, so that no login waits for it. */
const BATCH = 500;

type RetentionDeps = Pick<DeskDeps, 'store' | 'clock'>;

/** How many rows of each kind a purge removed. */
export interface Purged {
  readonly sessions: number;
  readonly audit: number;
}

/**
 * Removes ended sessions and audit entries that are older than the setting `retentionDays`, the oldest first, in small
 * transactions. Asks `mayGoOn` before each of them.
 */
export async function purgeByRetention(
  { store, clock }: RetentionDeps,
  mayGoOn: () => boolean,
): Promise<Purged> {
  const { retentionDays } = await store.settings();
  if (retentionDays === 0) return { sessions: 0, audit: 0 };
  const before = clock() - retentionDays * DAY_MS;
  return {
    sessions: await inBatches(mayGoOn, () => store.purgeSessions(before, BATCH)),
    audit: await inBatches(mayGoOn, () => store.purgeAudit(before, BATCH)),
  };
}

async function inBatches(mayGoOn: () => boolean, purgeBatch: () => Promise<number>): Promise<number> {
  let removed = 0;
  while (mayGoOn()) {
    const batch = await purgeBatch();
    removed += batch;
    if (batch < BATCH) break;
  }
  return removed;
}

/** Purges once an hour while this instance is the leader. `stop` lets the transaction that runs end. */
export function startPurging(
  deps: RetentionDeps,
  log: Log,
  isLeader: () => boolean,
  everyMs = EVERY_MS,
): { stop(): Promise<void> } {
  let isStopped = false;
  let running: Promise<void> | null = null;
  const mayGoOn = () => !isStopped && isLeader();
  const purge = async (): Promise<void> => {
    try {
      const purged = await purgeByRetention(deps, mayGoOn);
      if (purged.sessions + purged.audit > 0)
        log.info({ event: 'retention.purged', ...purged }, 'old sessions and audit entries were purged');
    } catch (error) {
      const fields = { event: 'retention.failed', error: String(error) };
      log.warn(fields, 'old sessions and audit entries could not be purged, trying again in an hour');
    }
  };
  const timer = setInterval(() => {
    if (!mayGoOn()) return;
    running ??= purge().finally(() => {
      running = null;
    });
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

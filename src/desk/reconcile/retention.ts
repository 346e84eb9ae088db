import { errorText } from '../../lib/errors';
import type { DeskDeps } from '../deps';
import type { Log } from '../ports/log';

const INTERVAL_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** Rows per transaction. Small, so that no login waits for it. */
const BATCH_SIZE = 500;

type RetentionDeps = Pick<DeskDeps, 'store' | 'clock'>;

/** The number of rows that a purge removed. */
export interface PurgedRows {
  readonly sessions: number;
  readonly audit: number;
}

/**
 * Removes ended sessions and audit entries that are older than the setting `retentionDays`, oldest first, in small
 * transactions. Stops when `mayContinue` returns false.
 */
export async function purgeByRetention(
  { store, clock }: RetentionDeps,
  mayContinue: () => boolean,
): Promise<PurgedRows> {
  const { retentionDays } = await store.settings();
  if (retentionDays === 0) return { sessions: 0, audit: 0 };
  const before = clock() - retentionDays * DAY_MS;
  return {
    sessions: await inBatches(mayContinue, () => store.purgeSessions(before, BATCH_SIZE)),
    audit: await inBatches(mayContinue, () => store.purgeAudit(before, BATCH_SIZE)),
  };
}

async function inBatches(mayContinue: () => boolean, purgeBatch: () => Promise<number>): Promise<number> {
  let removed = 0;
  while (mayContinue()) {
    const batch = await purgeBatch();
    removed += batch;
    if (batch < BATCH_SIZE) break;
  }
  return removed;
}

/** Purges once an hour while this instance is the leader. `stop` waits for the running transaction. */
export function startRetentionPurge(
  deps: RetentionDeps,
  log: Log,
  isLeader: () => boolean,
  intervalMs = INTERVAL_MS,
): { stop(): Promise<void> } {
  let isStopped = false;
  let running: Promise<void> | null = null;
  const mayContinue = () => !isStopped && isLeader();
  const purge = async (): Promise<void> => {
    try {
      const purged = await purgeByRetention(deps, mayContinue);
      if (purged.sessions + purged.audit > 0)
        log.info({ event: 'retention.purged', ...purged }, 'purged old sessions and audit entries');
    } catch (error) {
      const fields = { event: 'retention.failed', error: errorText(error) };
      log.warn(fields, 'cannot purge old sessions and audit entries; retrying in an hour');
    }
  };
  const timer = setInterval(() => {
    if (!mayContinue()) return;
    running ??= purge().finally(() => {
      running = null;
    });
  }, intervalMs);
  timer.unref();
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

import { errorText } from '../../lib/errors';
import type { DeskDeps } from '../deps';
import type { Log } from '../ports/log';
import type { UnusedPhones } from '../ports/store';
import type { DeskSettings } from '../settings';

const INTERVAL_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** A phone that was never logged in, and not seen for so long, is forgotten. */
const UNUSED_PHONE_DAYS = 30;
/** Somebody who sweeps MACs leaves more of them than any site has. Those that were not seen for a day are forgotten then. */
const MAX_UNUSED_PHONES = 5_000;
const SWEPT_PHONE_DAYS = 1;
/** Rows per transaction. Small, so that no login waits for it. */
const BATCH_SIZE = 500;

type RetentionDeps = Pick<DeskDeps, 'store' | 'clock'>;

/** The number of rows that a purge removed. */
export interface PurgedRows {
  readonly sessions: number;
  readonly audit: number;
  readonly phones: number;
}

/**
 * Removes ended sessions and audit entries that are older than the setting `retentionDays`, and phones that nobody uses,
 * oldest first, in small transactions. Stops when `mayContinue` returns false.
 */
export async function purgeByRetention(
  { store, clock }: RetentionDeps,
  mayContinue: () => boolean,
): Promise<PurgedRows> {
  const settings = await store.settings();
  const { retentionDays } = settings;
  const isKept = retentionDays === 0;
  const before = clock() - retentionDays * DAY_MS;
  return {
    sessions: isKept ? 0 : await inBatches(mayContinue, (size) => store.purgeSessions(before, size)),
    audit: isKept ? 0 : await inBatches(mayContinue, (size) => store.purgeAudit(before, size)),
    phones: settings.defaultLogin ? await purgePhones({ store, clock }, settings, mayContinue) : 0,
  };
}

async function purgePhones(
  { store, clock }: RetentionDeps,
  settings: DeskSettings,
  mayContinue: () => boolean,
): Promise<number> {
  const brands = brandsThatEnrol(settings);
  const notSeenFor = (days: number): UnusedPhones => ({ ...brands, seenBefore: clock() - days * DAY_MS });
  const old = await inBatches(mayContinue, (size) =>
    store.purgeUnusedPhones(notSeenFor(UNUSED_PHONE_DAYS), size),
  );
  const surplus = (await store.countUnusedPhones(notSeenFor(0))) - MAX_UNUSED_PHONES;
  const swept = notSeenFor(SWEPT_PHONE_DAYS);
  return old + (await inBatches(mayContinue, (size) => store.purgeUnusedPhones(swept, size), surplus));
}

/** The brands whose phones may enrol again. Where only known phones get a config, none is forgotten. */
function brandsThatEnrol({
  enrolment,
  enrolmentByBrand,
}: DeskSettings): Pick<UnusedPhones, 'brands' | 'isExcept'> {
  const isExcept = enrolment !== 'known';
  const brands = Object.entries(enrolmentByBrand).flatMap(([brand, policy]) =>
    (policy === 'known') === isExcept ? [brand] : [],
  );
  return { brands, isExcept };
}

async function inBatches(
  mayContinue: () => boolean,
  purgeBatch: (size: number) => Promise<number>,
  limit = Number.POSITIVE_INFINITY,
): Promise<number> {
  let removed = 0;
  while (removed < limit && mayContinue()) {
    const size = Math.min(BATCH_SIZE, limit - removed);
    const batch = await purgeBatch(size);
    removed += batch;
    if (batch < size) break;
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
      if (purged.sessions + purged.audit + purged.phones > 0)
        log.info(
          { event: 'retention.purged', ...purged },
          'purged old sessions, audit entries and unused phones',
        );
    } catch (error) {
      const fields = { event: 'retention.failed', error: errorText(error) };
      log.warn(fields, 'cannot purge old sessions, audit entries and phones; retrying in an hour');
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

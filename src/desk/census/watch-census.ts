import { BoundedMap } from '../../lib/bounded-map';
import { errorText } from '../../lib/errors';
import { limitLines } from '../../lib/limit-lines';
import type { Publish } from '../events';
import type { AuditEntry } from '../ports/audit';
import type { Census, CensusPart, CountedRows } from '../ports/census';
import type { Clock } from '../ports/clock';
import type { Directory } from '../ports/directory';
import type { Log, LogFields } from '../ports/log';
import type { DeskStore } from '../ports/store';
import { countLosses, findLosses, type IncompletePbx, wholeRows } from './losses';
import { auditLosses, recordCensus } from './record-census';

/** How often the rows are counted, and how often while some are missing: logins wait for them. */
const INTERVAL_MS = 20_000;
const INTERVAL_WHILE_INCOMPLETE_MS = 5_000;
/** Anybody can try to log in as an extension that has lost its account: this is found out once in this time. */
const ASKED_AGAIN_MS = INTERVAL_MS;
const MAX_ASKED = 10_000;

/** Who confirms, for the audit. */
type Caller = Pick<AuditEntry, 'actor' | 'address'>;

/** What became of a confirmation. `changed`: something else is missing than the admin says. */
export type Confirmation =
  | { readonly kind: 'confirmed' | 'changed'; readonly incomplete: IncompletePbx }
  | { readonly kind: 'complete' };

/**
 * Knows whether FreePBX has all its rows. While it has not (a restore, a broken table), nothing that is missing says anything:
 * no session ends, and nobody can log in.
 */
export interface CensusWatch {
  /** By the last census; null while the PBX is complete. */
  known(): IncompletePbx | null;
  /** The same, after the first census since the start. */
  incomplete(): Promise<IncompletePbx | null>;
  /** The same by a census of now. */
  takeNow(): Promise<IncompletePbx | null>;
  /** Whether an extension, its account or its mailbox cannot be found because the PBX is incomplete. */
  isLost(number: string): Promise<boolean>;
  /** The number of extensions of the last whole census. */
  extensionCount(): Promise<number>;
  /** From now on the rows that are left are the whole PBX, if exactly so many are missing as the admin says. */
  confirm(counts: Readonly<Record<CensusPart, number>>, by: Caller): Promise<Confirmation>;
  stop(): void;
}

interface CensusDeps {
  readonly store: Pick<DeskStore, 'census' | 'transaction'>;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly publish: Publish;
  readonly log: Log;
}

interface Taken {
  readonly at: number;
  readonly current: Census;
  readonly whole: CountedRows;
  readonly incomplete: IncompletePbx | null;
}

/**
 * Counts the rows of FreePBX now and every 20 seconds. The last whole census is in the database, so that a restart in the middle
 * of a restore does not forget what was there; only the leader (`mayRecord`) writes it.
 */
export function watchCensus(deps: CensusDeps, mayRecord: () => boolean): CensusWatch {
  const { store, directory, clock, log } = deps;
  const warn = limitLines<LogFields>((fields, message) => log.warn(fields, message), clock);
  /** When a census was taken because an extension was not whole. */
  const askedAt = new BoundedMap<string, number>(MAX_ASKED);
  let last: Taken | null = null;
  let latest: Promise<unknown> = Promise.resolve();
  let next: Promise<Taken> | null = null;

  const take = async (): Promise<Taken> => {
    next = null;
    const stored = await store.census();
    const current = await directory.census();
    const at = clock();
    const before = last?.incomplete ?? null;
    const wasIncomplete = before !== null || (stored?.incompleteSince ?? null) !== null;
    const losses = stored && findLosses(stored.rows, current, wasIncomplete);
    const incomplete = losses && { since: stored.incompleteSince ?? before?.since ?? at, losses };
    const whole = incomplete ? stored.rows : wholeRows(current, stored?.rows ?? null);
    last = { at, current, whole, incomplete };
    report(deps, before, incomplete);
    if (mayRecord()) await recordCensus(deps, stored, current, incomplete);
    return last;
  };

  /** A census that begins after the call: calls during one share the next. */
  const takeNow = (): Promise<Taken> => {
    if (next === null) {
      next = latest.then(take, take);
      latest = next;
    }
    return next;
  };

  const takeInTurn = (): void => {
    const interval = last?.incomplete ? INTERVAL_WHILE_INCOMPLETE_MS : INTERVAL_MS;
    if (last && Math.abs(clock() - last.at) < interval) return;
    takeNow().catch((error: unknown) =>
      warn(
        { event: 'pbx.census-failed', error: errorText(error) },
        'cannot count the rows of FreePBX; trying again',
      ),
    );
  };
  const timer = setInterval(takeInTurn, INTERVAL_WHILE_INCOMPLETE_MS);
  timer.unref();
  takeInTurn();

  return {
    known: () => last?.incomplete ?? null,
    incomplete: async () => (last ?? (await takeNow())).incomplete,
    takeNow: async () => (await takeNow()).incomplete,
    async isLost(number) {
      const { incomplete, whole } = last ?? (await takeNow());
      if (incomplete) return true;
      // An extension that was never there is not lost.
      if (!whole.users.has(number) || (await isWhole(directory, number, whole))) return false;
      const now = clock();
      if (Math.abs(now - (askedAt.get(number) ?? 0)) < ASKED_AGAIN_MS) return false;
      askedAt.set(number, now);
      return (await takeNow()).incomplete !== null;
    },
    extensionCount: async () => (last ?? (await takeNow())).whole.users.size,
    async confirm(counts, by) {
      const { current, whole, incomplete } = await takeNow();
      if (!incomplete) return { kind: 'complete' };
      const { losses } = incomplete;
      if (!areSameCounts(countLosses(losses), counts)) return { kind: 'changed', incomplete };
      const rows = wholeRows(current, whole);
      const at = clock();
      await store.transaction(async (tx) => {
        await tx.setCensus({ rows, incompleteSince: null });
        await tx.addAudit({ at, ...by, ...auditLosses('pbx-losses-confirmed', losses) });
      });
      last = { at, current, whole: rows, incomplete: null };
      const missing = countLosses(losses);
      log.info(
        { event: 'pbx.losses-confirmed', actor: by.actor, missing },
        'an admin has confirmed that rows of FreePBX are deleted',
      );
      report(deps, incomplete, null);
      return { kind: 'confirmed', incomplete };
    },
    stop: () => clearInterval(timer),
  };
}

async function isWhole(directory: Directory, number: string, whole: CountedRows): Promise<boolean> {
  const extension = await directory.extension(number);
  if (!extension || !(await directory.sipAccount(number))) return false;
  const { mailboxContext } = extension;
  if (mailboxContext === null || !whole.mailboxes.has(number)) return true;
  return (await directory.mailbox(number, mailboxContext)) !== null;
}

function areSameCounts(
  one: Readonly<Record<CensusPart, number>>,
  other: Readonly<Record<CensusPart, number>>,
): boolean {
  return (Object.keys(one) as CensusPart[]).every((part) => one[part] === other[part]);
}

/** Reports when the PBX became incomplete or complete, as this instance sees it. */
function report(
  { log, publish, clock }: CensusDeps,
  before: IncompletePbx | null,
  now: IncompletePbx | null,
): void {
  if (now && !before) {
    log.warn(
      { event: 'pbx.incomplete', missing: countLosses(now.losses) },
      'FreePBX has lost many rows at once; no session ends, and nobody can log in until they are there again or an admin confirms',
    );
    publish({ type: 'pbx-incomplete', at: clock(), missing: countLosses(now.losses) });
  }
  if (before && !now) {
    log.info({ event: 'pbx.complete' }, 'FreePBX is complete; logins work');
    publish({ type: 'pbx-complete', at: clock() });
  }
}

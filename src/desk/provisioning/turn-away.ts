import { errorText } from '../../lib/errors';
import { createFirstReports } from '../../lib/first-reports';
import { sourceOf } from '../../lib/ip';
import type { Mac } from '../../lib/mac';
import type { AuditBudget } from '../audit-budget';
import { createEntryBudget } from '../entry-budget';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';

/**
 * Why a phone gets no config, nor a default login. `default-login-off`, `not-known`, `not-in-network`: by the settings
 * `defaultLogin` and `enrolment`. `too-many-enrolments`: see limit-enrolments.ts. `unknown-brand`: no brand has such a file or
 * User-Agent. `rate-limit`: its source asked for too much that is not there. `wrong-login`: HTTP login. `certificate`: it has no
 * valid client certificate, or that of another phone.
 */
export const TURN_AWAY_REASONS = [
  'default-login-off',
  'not-known',
  'not-in-network',
  'too-many-enrolments',
  'unknown-brand',
  'rate-limit',
  'wrong-login',
  'certificate',
] as const;

export type TurnAwayReason = (typeof TURN_AWAY_REASONS)[number];

/** A phone that was turned away. What it says of itself is a claim. */
export interface TurnedAway {
  readonly reason: TurnAwayReason;
  readonly mac: Mac | null;
  readonly brand: string | null;
  /** The source address. */
  readonly address: string;
}

/** Phones behind one address that are recorded. */
const RATE_PER_SOURCE = { burst: 30, recoveryMs: 60_000 };
const MAX_SOURCES = 10_000;

/** These have a line of their own, where they are found. */
const LOGGED_ELSEWHERE: readonly TurnAwayReason[] = ['unknown-brand', 'rate-limit', 'certificate'];

/**
 * Records phones that are turned away: each once for a reason, and again after an hour without a request. Strangers can cause
 * that, so each source has a budget, and all together have one (see first-reports.ts and audit-budget.ts); the next record of a
 * source says how many were left out (`unlisted`). Never fails: the phone has its answer.
 */
export function createTurnAwayRecord({
  clock,
  log,
  auditBudget,
}: {
  readonly clock: Clock;
  readonly log: Log;
  readonly auditBudget: AuditBudget;
}): (phone: TurnedAway) => Promise<void> {
  const isFirst = createFirstReports(clock);
  const budget = createEntryBudget(clock, RATE_PER_SOURCE, MAX_SOURCES);
  return async ({ reason, mac, brand, address }) => {
    const hasLine = !LOGGED_ELSEWHERE.includes(reason);
    const source = sourceOf(address);
    const admitted = isFirst(`${reason} ${mac ?? ''} ${source}`) ? budget.admit(source) : null;
    if (!admitted) return;
    const rest = admitted.unlisted > 0 ? { unlisted: admitted.unlisted } : {};
    if (hasLine)
      log.info(
        { event: 'phone.turned-away', reason, mac, brand, source: address, ...rest },
        'a phone got no config, because the settings or limits do not allow it',
      );
    try {
      await auditBudget.record({
        at: clock(),
        actor: mac === null ? 'system' : `phone ${mac}`,
        action: 'phone-turned-away',
        mac,
        extension: null,
        address,
        details: { reason, brand, ...rest },
      });
    } catch (error) {
      log.debug(
        { event: 'phone.turn-away-not-audited', mac, error: errorText(error) },
        'cannot write the audit entry of a phone that was turned away',
      );
    }
  };
}

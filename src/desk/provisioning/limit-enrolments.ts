import { RateLimit } from '../../lib/rate-limiter';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';

/** Unknown phones that may enrol: a large site that boots at once, and then one a second. */
const RATE = { burst: 1_000, recoveryMs: 1_000 };

/** Counts an enrolment from inside or outside; false when too many phones enrol now. */
export type EnrolNow = (isInternal: boolean) => boolean;

/**
 * Limits how many unknown phones enrol, from all addresses together, so that strangers who sweep MACs cannot fill the tables.
 * Phones inside have a limit of their own. Known phones do not enrol.
 */
export function limitEnrolments(clock: Clock, log: Pick<Log, 'warn'>): EnrolNow {
  const inside = new RateLimit(clock, RATE);
  const outside = new RateLimit(clock, RATE);
  return (isInternal) => {
    const limit = isInternal ? inside : outside;
    if (!limit.isUsedUp()) {
      limit.use();
      return true;
    }
    if (limit.isNewlyUsedUp())
      log.warn(
        { event: 'enrolment.limited', isInternal },
        'too many unknown phones at once; further ones must wait',
      );
    return false;
  };
}

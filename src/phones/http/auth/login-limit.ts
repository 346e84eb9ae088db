import type { Desk } from '../../../desk/desk';
import type { Clock } from '../../../desk/ports/clock';
import type { FileSource } from '../../../desk/provisioning/known-file-source';
import { sourceOf } from '../../../lib/ip';
import { RateLimiter } from '../../../lib/rate-limiter';
import type { FetchRateLimiter } from '../fetch-rate-limiter';

/** Wrong logins of a known phone at a source that has used up its penalties: the phone's own login may be an old one. */
const RATE_PER_PHONE = { burst: 30, recoveryMs: 10_000 };
const MAX_PHONES = 10_000;

export interface LoginLimit {
  /**
   * What records that a login from there is wrong; null when the source must wait. Its login is then not checked, so that
   * the answer does not reveal whether it is right. A known phone at a source that guesses has limits of its own.
   */
  admit(source: FileSource): Promise<(() => void) | null>;
}

interface LimitDeps {
  readonly desk: Pick<Desk, 'findKnownFileSource'>;
  readonly rateLimiter: FetchRateLimiter;
  readonly clock: Clock;
}

export function limitLogins({ desk, rateLimiter, clock }: LimitDeps): LoginLimit {
  const phones = new RateLimiter(clock, RATE_PER_PHONE, MAX_PHONES);
  return {
    async admit(source) {
      const penalize = () => rateLimiter.penalize(source.address, 'wrong-login');
      if (!rateLimiter.isUsedUp(source.address, 'wrong-login')) return penalize;
      const known = await desk.findKnownFileSource(source);
      if (!known) return null;
      // Apart from each other: who shares a phone's address does not know its token.
      const phone = `${known.mac} ${sourceOf(source.address)} ${known.by}`;
      if (phones.isUsedUp(phone)) return null;
      return () => {
        phones.use(phone);
        penalize();
      };
    },
  };
}

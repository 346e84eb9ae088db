import { BoundedMap } from '../../../lib/bounded-map';
import { sourceOf } from '../../../lib/ip';

/** A phone replies to its config, and to the end of the exchange. */
const REPLIES_TO_A_CONFIG = 2;
const MOST_REPLIES = 10_000;
const MAX_SOURCES = 10_000;

/**
 * Replies of phones name no MAC. A source may send as many as the configs that it got call for; further ones count as
 * requests that a phone rarely makes. Each instance counts its own.
 */
export interface ReplyCredits {
  /** A config was delivered to this source. */
  grant(source: string): void;
  /** Uses one; false when there is none. */
  use(source: string): boolean;
}

export function createReplyCredits(): ReplyCredits {
  const creditsOf = new BoundedMap<string, number>(MAX_SOURCES);
  return {
    grant(source) {
      const name = sourceOf(source);
      creditsOf.set(name, Math.min((creditsOf.get(name) ?? 0) + REPLIES_TO_A_CONFIG, MOST_REPLIES));
    },
    use(source) {
      const name = sourceOf(source);
      const credits = creditsOf.get(name) ?? 0;
      if (credits === 0) return false;
      creditsOf.set(name, credits - 1);
      return true;
    },
  };
}

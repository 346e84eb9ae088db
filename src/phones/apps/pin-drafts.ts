import type { Clock } from '../../desk/ports/clock';

/** What somebody has typed of a change of his PIN. */
export interface PinDraft {
  readonly old?: string;
  readonly pin?: string;
  readonly again?: string;
}

/** Longer than a page stays on a display. */
const KEPT_MS = 120_000;
const MOST_KEPT = 5_000;
const LONGEST_VALUE = 64;

/**
 * What was typed on earlier pages of the form, by the token of the phone: a URL that we make holds no PIN. It is kept
 * in memory for two minutes after the last page, and gone when it has been used.
 */
export function createPinDrafts(clock: Clock) {
  const drafts = new Map<string, { readonly draft: PinDraft; readonly until: number }>();

  const forgetOld = (): void => {
    for (const [token, { until }] of drafts) {
      if (until > clock() && drafts.size <= MOST_KEPT) return; // the oldest come first
      drafts.delete(token);
    }
  };

  const alive = (token: string): PinDraft => {
    const kept = drafts.get(token);
    return kept && kept.until > clock() ? kept.draft : {};
  };

  const keep = (token: string, draft: PinDraft): PinDraft => {
    drafts.delete(token);
    drafts.set(token, { draft, until: clock() + KEPT_MS });
    forgetOld();
    return draft;
  };

  return {
    keep,
    /** Adds what was typed now; what is too long counts as nothing. Returns all that there is. */
    add(token: string, typed: PinDraft): PinDraft {
      const short = Object.entries(typed).filter(([, value]) => value.length <= LONGEST_VALUE);
      return keep(token, { ...alive(token), ...Object.fromEntries(short) });
    },
    forget(token: string): void {
      drafts.delete(token);
    },
    size: (): number => drafts.size,
  };
}

import type { Session } from './model';

/** Why a session is not what it should be: its phone did not fetch, did not register, or registers no more. */
export type UnverifiedBecause = 'not-fetched' | 'not-registered' | 'registration-lost';

/**
 * What was found wrong with a session and mended, by the name that it has in the audit: its phone was told again, an old
 * account was fenced, its phone was brought back, its config had changed, AstDB did not tie its account to its user.
 */
export type Repair =
  | 'notified-again'
  | 'stale-registration-evicted'
  | 'registration-restored'
  | 'config-changed'
  | 'device-linked';

/** What became of a session. */
export type SessionEvent =
  | { readonly type: 'session-requested'; readonly session: Session }
  | { readonly type: 'session-provisioned'; readonly session: Session }
  | { readonly type: 'session-verified'; readonly session: Session }
  | { readonly type: 'session-ended'; readonly session: Session }
  | { readonly type: 'session-unverified'; readonly session: Session; readonly reason: UnverifiedBecause };

/** What the desk tells the rest of the house, after the transaction that made it true. */
export type DeskEvent =
  | SessionEvent
  | { readonly type: 'session-repaired'; readonly session: Session; readonly what: Repair }
  | { readonly type: 'pin-changed'; readonly extension: string; readonly at: number }
  | { readonly type: 'locked-out'; readonly subject: string; readonly at: number };

export type Publish = (event: DeskEvent) => void;

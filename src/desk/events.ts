import type { Session } from './model';
import type { CensusPart } from './ports/census';

/**
 * A job for a phone or its registration. `notify-phone`: make the session's phone read its config. `restart-phone`: the same, by
 * an apply method that reboots the phone. `end-registration`: end the session's contact.
 */
export type PhoneJobKind = 'notify-phone' | 'restart-phone' | 'end-registration';

/** Why a session is not verified: its phone did not fetch, did not register, or lost its registration. */
export const UNVERIFIED_REASONS = ['not-fetched', 'not-registered', 'registration-lost'] as const;

export type UnverifiedBecause = (typeof UNVERIFIED_REASONS)[number];

/**
 * A repair of a session, named as in the audit. `notified-again`: the phone got another NOTIFY or HTTP call.
 * `stale-registration-evicted`: a phone registered with an ended session's account. `registration-restored`: a phone that
 * lost its registration to another phone was made to register again. `config-changed`: the phone's config had changed.
 * `account-followed`: FreePBX gives the extension another device or technology, and the session has it now.
 * `device-linked`: AstDB did not link the account to its user.
 */
export const REPAIRS = [
  'notified-again',
  'stale-registration-evicted',
  'registration-restored',
  'config-changed',
  'account-followed',
  'device-linked',
] as const;

export type Repair = (typeof REPAIRS)[number];

/** A state change of a session. */
export type SessionEvent =
  | { readonly type: 'session-requested'; readonly session: Session }
  | { readonly type: 'session-provisioned'; readonly session: Session }
  | { readonly type: 'session-verified'; readonly session: Session }
  | { readonly type: 'session-ended'; readonly session: Session }
  | { readonly type: 'session-unverified'; readonly session: Session; readonly reason: UnverifiedBecause };

/** What the desk publishes, always after the transaction has committed. */
export type DeskEvent =
  | SessionEvent
  | { readonly type: 'session-repaired'; readonly session: Session; readonly repair: Repair }
  | {
      readonly type: 'job-given-up';
      /** The session of the job. */
      readonly session: Session;
      readonly job: PhoneJobKind;
    }
  | { readonly type: 'hotdesk-pin-changed'; readonly extension: string; readonly at: number }
  | { readonly type: 'locked-out'; readonly subject: string; readonly at: number }
  /** FreePBX has lost many rows at once, or has them again. Each instance says what it sees. */
  | {
      readonly type: 'pbx-incomplete';
      readonly at: number;
      readonly missing: Readonly<Record<CensusPart, number>>;
    }
  | { readonly type: 'pbx-complete'; readonly at: number };

export type Publish = (event: DeskEvent) => void;

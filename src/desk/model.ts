import type { Mac } from '../lib/mac';

/** Which of the PBX's two addresses a phone uses. */
export type Via = 'internal' | 'external';

/** A user in FreePBX. `mailboxContext` is null when the user has no mailbox. */
export interface Extension {
  readonly number: string;
  readonly name: string;
  readonly mailboxContext: string | null;
}

/** A mailbox. An empty `pin` never allows a login. */
export interface Mailbox {
  readonly number: string;
  readonly context: string;
  readonly pin: string;
}

/** The SIP channel driver of Asterisk: PJSIP, or chan_sip, which Asterisk 21 and later do not have. */
export type Technology = 'pjsip' | 'sip';

/** The SIP account of an extension: what a phone needs to register. */
export interface SipAccount {
  /** The PJSIP endpoint or chan_sip peer. It is also the SIP user. */
  readonly endpoint: string;
  readonly technology: Technology;
  readonly authUser: string;
  readonly secret: string;
}

/** The last config fetch of a phone. Nothing is proven by it. */
export interface LastSeen {
  readonly at: number;
  readonly address: string;
}

export interface Phone {
  readonly mac: Mac;
  readonly brand: string;
  /** From the User-Agent or from an admin; null while unknown. */
  readonly model: string | null;
  readonly firmware: string | null;
  readonly label: string;
  readonly createdAt: number;
  readonly lastSeen: LastSeen | null;
  /** The id of the phone's link, if an admin created it. The link boots the phone for good, see `Token`. */
  readonly linkTokenId: string | null;
  /** Whether the phone has fetched by its link. Until then nobody can have seen the link on it. */
  readonly linkUsed: boolean;
}

/**
 * A secret in a phone's URLs. `id` is the hash of `text`.
 *
 * `session`: the token of one session, made at its login and dead when it ends. `page`: of a default login; it opens the
 * login page. `link`: of a phone that an admin created. Page tokens and links are worth an account only between a login
 * and its verification, from the address of that login: see proofs.ts.
 */
export interface Token {
  readonly kind: 'session' | 'page' | 'link';
  readonly id: string;
  readonly mac: Mac;
  readonly text: string;
}

export type SessionState = 'requested' | 'provisioned' | 'verified' | 'ended';

export const END_REASONS = [
  'logout', // by the user, on the phone
  'rest', // by the admin API
  'moved', // the extension logged in at another phone
  'replaced', // another extension logged in at this phone
  'phone-deleted',
  'extension-deleted', // deleted in FreePBX
  'secret-changed', // the service got another secret, under which the phone is unknown
] as const;

export type EndReason = (typeof END_REASONS)[number];

/** What allowed a login. */
export type AllowedBy = 'voicemail-pin' | 'user-password' | 'hotdesk-pin' | 'admin-password' | 'rest';

/** The hot-desk PIN of an extension. It replaces the voicemail PIN and the User Password. */
export interface HotdeskPin {
  readonly extension: string;
  readonly hash: string;
  /** Set by an admin, who therefore knows it: the user must choose a new one at login. */
  readonly mustChange: boolean;
  readonly changedAt: number;
}

/** One extension at one phone, from login to logout. */
export interface Session {
  readonly id: string;
  readonly extension: string;
  /** The name of the SIP account in Asterisk. */
  readonly endpoint: string;
  readonly technology: Technology;
  readonly mac: Mac;
  readonly via: Via;
  readonly state: SessionState;
  readonly allowedBy: AllowedBy;
  /** The session token, and the nonce from which its text is derived. */
  readonly tokenId: string;
  readonly tokenNonce: string;
  /** The token that the phone had at the login; null when the caller of a REST login vouched for the address alone. */
  readonly loginTokenId: string | null;
  /** The source address of the login; null when an admin logged in a phone that has not been seen yet. */
  readonly loginAddress: string | null;
  /** The address of the last proven fetch. Used to send NOTIFY and to recognise the contact. */
  readonly phoneAddress: string | null;
  /** The contact that verified the session. */
  readonly contactUri: string | null;
  /** The address of the last contact, and since when Asterisk has had none; null while it has one. */
  readonly contactAddress: string | null;
  readonly contactLostAt: number | null;
  readonly requestedAt: number;
  readonly provisionedAt: number | null;
  readonly verifiedAt: number | null;
  readonly endedAt: number | null;
  readonly endReason: EndReason | null;
  /** When the phone was last made to read its config. */
  readonly notifiedAt: number | null;
  /** The index of the apply method that is in use, among those that we can trigger. */
  readonly escalationLevel: number;
  /** When all apply methods had failed, or the registration was lost; null otherwise. */
  readonly unverifiedAt: number | null;
  /** The config hash of the last complete fetch, and of the last change that the phone was notified of. */
  readonly deliveredHash: string | null;
  readonly notifiedHash: string | null;
}

/** The functions of a key, vendor-neutral. */
export const KEY_KINDS = [
  'none',
  'line',
  'speed-dial',
  'blf',
  'park',
  'intercom',
  'voicemail',
  'dnd',
  'forward',
  'url',
  'login',
] as const;

export type KeyKind = (typeof KEY_KINDS)[number];

/** A key of a template. `value` is a number or URL, depending on `kind`. `label` may be empty. */
export interface Key {
  readonly kind: KeyKind;
  readonly value: string;
  readonly label: string;
}

/** Options that every brand maps to its own parameters. An option that is left out keeps the brand's base value. */
export interface PhoneOptions {
  readonly language?: string | undefined;
  readonly timezone?: string | undefined;
  readonly ntpServer?: string | undefined;
  readonly voicemailNumber?: string | undefined;
  readonly phoneAdminPassword?: string | undefined;
}

/** An admin's settings for one brand. `overrides` are vendor parameters by name and win over everything. */
export interface Template {
  readonly id: number;
  readonly brand: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly settings: PhoneOptions;
  readonly keys: readonly Key[];
  readonly overrides: Readonly<Record<string, string>>;
}

/** Extension + brand → template, optionally only for one model and/or one MAC. */
export interface Mapping {
  readonly id: number;
  readonly extension: string;
  readonly brand: string;
  readonly templateId: number;
  readonly model: string | null;
  readonly mac: Mac | null;
  readonly overrides: Readonly<Record<string, string>>;
}

import type { Mac } from '../lib/mac';

/** Through which of the PBX's two addresses a phone logged in. */
export type Via = 'internal' | 'external';

/** What FreePBX knows of a user. `mailboxContext` is null when the user has no mailbox. */
export interface Extension {
  readonly number: string;
  readonly name: string;
  readonly mailboxContext: string | null;
}

/** A voicemail box. An empty `pin` means: nobody gets in by it. */
export interface Mailbox {
  readonly number: string;
  readonly context: string;
  readonly pin: string;
}

/** The SIP side of an extension: what a phone needs to register, and what Asterisk calls it. */
export interface SipAccount {
  /** The PJSIP endpoint or chan_sip peer, which is also the SIP user. */
  readonly endpoint: string;
  readonly technology: 'pjsip' | 'sip';
  readonly authUser: string;
  readonly secret: string;
}

/** Where and when a phone last fetched its config, and the token of the URLs that it got. */
export interface LastSeen {
  readonly at: number;
  readonly address: string;
  readonly tokenId: string;
}

export interface Phone {
  readonly mac: Mac;
  readonly brand: string;
  /** As the phone says it in its User-Agent or an admin wrote it; null when nobody has said it yet. */
  readonly model: string | null;
  readonly firmware: string | null;
  readonly label: string;
  readonly createdAt: number;
  readonly lastSeen: LastSeen | null;
  /** The token of the link that an admin got when he made this phone: a proof from the start. */
  readonly linkTokenId: string | null;
}

/**
 * A secret in a phone's URLs. Its text is derived from `nonce` and the service's own key, so the table alone gives
 * none away; `id` is the hash of the text. `address` is where the phone was when it was given.
 */
export interface Token {
  readonly id: string;
  readonly mac: Mac;
  readonly address: string;
  readonly nonce: string;
  readonly createdAt: number;
}

export type SessionState = 'requested' | 'provisioned' | 'verified' | 'ended';

export type EndReason =
  | 'logout' // the user's own, on the phone
  | 'rest' // by the admin API
  | 'moved' // the extension logged in at another phone
  | 'replaced' // somebody else logged in at this phone
  | 'phone-deleted'
  | 'extension-deleted'; // FreePBX knows it no more

/** By what a login was allowed. */
export type AllowedBy = 'voicemail-pin' | 'user-password' | 'hotdesk-pin' | 'admin-password' | 'rest';

/** A hot-desk PIN of an extension's own. It stands for the voicemail PIN and for the User Password. */
export interface HotdeskPin {
  readonly extension: string;
  readonly hash: string;
  /** Somebody else knows it: whoever logs in by it is asked for another one. */
  readonly mustChange: boolean;
  readonly changedAt: number;
}

/** One extension at one phone, from login to logout. */
export interface Session {
  readonly id: string;
  readonly extension: string;
  /** What Asterisk calls this extension's account. */
  readonly endpoint: string;
  readonly technology: 'pjsip' | 'sip';
  readonly mac: Mac;
  readonly via: Via;
  readonly state: SessionState;
  readonly allowedBy: AllowedBy;
  /** The token that may fetch this session's account. */
  readonly tokenId: string;
  /** The source address that the login came from; null when an admin logged in a phone that nobody has seen yet. */
  readonly loginAddress: string | null;
  /** Whether a tokenless fetch from `loginAddress` may have the account too. */
  readonly addressIsProof: boolean;
  /** Where the phone is now, for NOTIFY and for knowing its contact: its last proven fetch. */
  readonly phoneAddress: string | null;
  /** The contact that Asterisk showed when the session was verified. */
  readonly contactUri: string | null;
  readonly requestedAt: number;
  readonly provisionedAt: number | null;
  readonly verifiedAt: number | null;
  readonly endedAt: number | null;
  readonly endReason: EndReason | null;
  /** When its phone was last told to read its config. */
  readonly notifiedAt: number | null;
  /** How many of its brand's ways to be told did not help in time. */
  readonly escalationLevel: number;
  /** Since when it is known not to be verified, after all ways were tried or its registration was lost. */
  readonly unverifiedAt: number | null;
  /** The fingerprint of the config that its phone fetched last, and of the one that it was last told of. */
  readonly deliveredHash: string | null;
  readonly notifiedHash: string | null;
}

/** What a key does, in no vendor's words. */
export type KeyKind =
  | 'none'
  | 'line'
  | 'speed-dial'
  | 'blf'
  | 'park'
  | 'intercom'
  | 'voicemail'
  | 'dnd'
  | 'forward'
  | 'url'
  | 'login';

/** A key of a template. `value` is a number or URL, as the kind wants; `label` may be empty. */
export interface Key {
  readonly kind: KeyKind;
  readonly value: string;
  readonly label: string;
}

/** Options that every brand understands in its own parameters. All optional: what is left out is the brand's base. */
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

import type { Mac } from '../lib/mac';
import type {
  EndReason,
  Extension,
  LastSeen,
  Mailbox,
  Mapping,
  OwnPin,
  Phone,
  Session,
  SipAccount,
  Template,
  Token,
} from './model';
import type { DeskSettings } from './settings';

/** What FreePBX knows (implemented in pbx/). Read only. Faults are exceptions. */
export interface Directory {
  extension(number: string): Promise<Extension | null>;
  extensions(): Promise<readonly Extension[]>;
  /** The mailbox of `number` in `context`; null when there is none, or it cannot be told which. */
  mailbox(number: string, context: string): Promise<Mailbox | null>;
  sipAccount(number: string): Promise<SipAccount | null>;
}

/** A registration as Asterisk holds it. `address` and `port` are where its packets really come from. */
export interface Contact {
  readonly endpoint: string;
  readonly technology: 'pjsip' | 'sip';
  readonly uri: string;
  readonly address: string;
  readonly port: number;
  readonly userAgent: string;
}

/** A contact came, changed or went. Nothing is promised about order or repetition. */
export interface ContactChange {
  readonly endpoint: string;
  readonly technology: 'pjsip' | 'sip';
  readonly uri: string;
  readonly present: boolean;
}

/** Where a NOTIFY goes: to one contact, or to an address that has no registration. */
export type NotifyTarget =
  | { readonly kind: 'contact'; readonly contact: Contact }
  | { readonly kind: 'address'; readonly address: string; readonly port: number };

export type SipEndpoint = Pick<SipAccount, 'endpoint' | 'technology'>;

/** What Asterisk does (implemented in asterisk/ and, for the demo, in demo/). Faults are exceptions. */
export interface Asterisk {
  contacts(endpoint: SipEndpoint): Promise<readonly Contact[]>;
  /** Ends one registration so that Asterisk itself knows: calls stop, lamps go out, `onContact` reports it. */
  endRegistration(contact: Contact): Promise<void>;
  /** Sends a NOTIFY to exactly one phone. Resolves when it is dispatched, which proves nothing. */
  notify(target: NotifyTarget, event: string): Promise<void>;
  /** All contacts of the PBX. For reconciling: those of chan_sip come without User-Agent. */
  allContacts(): Promise<readonly Contact[]>;
  /** The address of the phone in each call of this endpoint, ringing ones included; empty where it cannot be told. */
  callsOf(endpoint: SipEndpoint): Promise<readonly string[]>;
  /** Null where AstDB knows no fixed device of this name: there is no FreePBX, or the device changes hands. */
  deviceLink(device: string, user: string): Promise<DeviceLink | null>;
  /** Ties a device to a user in AstDB, beside the devices that the user has. */
  linkDevice(device: string, user: string): Promise<void>;
  /** Calls back at every change of a contact, and once for each contact after a reconnect. Returns how to stop. */
  onContact(listener: (change: ContactChange) => void): () => void;
}

/** What AstDB says of a fixed device of FreePBX: whose it is, and where calls to that user ring. */
export interface DeviceLink {
  readonly user: string;
  readonly devices: readonly string[];
}

/** How a phone may be made to take its new config, the best first. */
export interface ApplyWay {
  readonly way: 'notify' | 'contact' | 'poll' | 'restart';
  /** The `Event` header of the NOTIFY, when the way is one. */
  readonly event?: string;
  /** What the phone is asked by HTTP, when the way is `contact`. */
  readonly call?: PhoneCall;
  readonly reboots: boolean;
  /** How long it may take from the NOTIFY to the registration, in seconds, where a brand is known to need longer. */
  readonly takesSeconds?: number;
}

/** What is POSTed to a phone, as a form: fixed words of its vendor. */
export interface PhoneCall {
  readonly port: number;
  readonly path: string;
  readonly body: string;
}

/** Asks phones by HTTP (implemented in phones/). */
export interface PhoneCaller {
  /** Resolves with whether the phone at this IP address took the request. One that is off, or elsewhere, does not. */
  call(address: string, call: PhoneCall): Promise<boolean>;
}

/** What the desk needs to know of brands (implemented in phones/). */
export interface BrandCatalogue {
  applyWays(phone: Pick<Phone, 'brand' | 'model'>): readonly ApplyWay[];
  /** Whether this SIP User-Agent can be a phone of that brand. An empty User-Agent can be anything. */
  speaksLike(brand: string, sipUserAgent: string): boolean;
  /** The port where a phone of that brand listens for SIP without a registration. */
  sipPort(brand: string): number;
}

/** Work outside the database, written in the transaction that decides it, done after it. */
export type Effect = PhoneEffect | WebhookEffect;

export interface PhoneEffect {
  /**
   * `tell-phone`: make the session's phone read its config. `restart-phone`: the same in the way that its firmware
   * cannot ignore. `end-registration`: end the session's contact.
   */
  readonly kind: 'tell-phone' | 'restart-phone' | 'end-registration';
  readonly sessionId: string;
}

/** Tell the webhook what became of a session. */
export interface WebhookEffect {
  readonly kind: 'webhook';
  readonly sessionId: string;
  readonly event: SessionEvent['type'];
  readonly at: number;
  readonly why: UnverifiedBecause | null;
}

/** Effects of phones and webhooks are done side by side: a webhook that does not answer holds up no phone. */
export type EffectLane = 'phones' | 'webhooks';

/** An effect as it waits in the table. Effects of one phone are first tried in the order of their ids. */
export interface PendingEffect {
  readonly id: number;
  readonly mac: Mac;
  readonly effect: Effect;
  readonly attempts: number;
  readonly dueAt: number;
}

export interface AuditEntry {
  readonly at: number;
  /** Who did it: `phone <mac>`, `key <name>`, `system`. */
  readonly actor: string;
  readonly action: string;
  readonly mac: Mac | null;
  readonly extension: string | null;
  readonly address: string | null;
  /** Anything else worth knowing; never a secret. */
  readonly details: Readonly<Record<string, AuditValue>>;
}

/** What JSON can say. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };

/** What may change in a session while it is active. */
export type SessionChange = Partial<
  Pick<
    Session,
    | 'state'
    | 'servedAt'
    | 'verifiedAt'
    | 'phoneAddress'
    | 'contactUri'
    | 'toldAt'
    | 'waysTried'
    | 'unverifiedAt'
    | 'servedPrint'
    | 'toldPrint'
  >
>;

/** What one transaction sees and does. Reads lock what they read until the transaction ends. */
export interface DeskTransaction {
  phone(mac: Mac): Promise<Phone | null>;
  activeSessionAt(mac: Mac): Promise<Session | null>;
  activeSessionsOf(extension: string): Promise<readonly Session[]>;
  session(id: string): Promise<Session | null>;
  /** Its id must be new, and neither its phone nor its extension may have an active session. */
  beginSession(session: Session): Promise<void>;
  /** Changes an active session; false when it has ended meanwhile. */
  updateSession(id: string, change: SessionChange): Promise<boolean>;
  endSession(id: string, reason: EndReason, at: number): Promise<boolean>;
  /** Effects of one phone are done in their order: what still waits before this one is not due later than it. */
  addEffect(mac: Mac, effect: Effect, dueAt: number): Promise<void>;
  /** Whether anything is still to be done at the phone of a session for it. Webhooks do not count, here and below. */
  hasPendingEffects(sessionId: string): Promise<boolean>;
  /** Whether anything is still to be done at a phone. */
  hasPendingEffectsAt(mac: Mac): Promise<boolean>;
  addAudit(entry: AuditEntry): Promise<void>;
  settings(): Promise<DeskSettings>;
  ownPin(extension: string): Promise<OwnPin | null>;
  setOwnPin(pin: OwnPin): Promise<void>;
  /** The counters of these subjects, locked: attempts at the same time see each other. */
  attempts(subjects: readonly string[]): Promise<ReadonlyMap<string, AttemptCounter>>;
  /** Writes a counter that `attempts` has locked. */
  countAttempt(counter: AttemptCounter): Promise<void>;
  /** Takes one failure back from each of these subjects. */
  forgiveAttempt(subjects: readonly string[]): Promise<void>;
}

/** Failed attempts at a password. `subject` says whose: see attempts.ts. */
export interface AttemptCounter {
  readonly subject: string;
  readonly failures: number;
  readonly lastAt: number;
}

/** Our tables as the desk sees them (implemented in store/). */
export interface DeskStore {
  /** Runs the work in one transaction; runs it again when another one was faster. */
  transaction<T>(work: (tx: DeskTransaction) => Promise<T>): Promise<T>;
  settings(): Promise<DeskSettings>;
  phone(mac: Mac): Promise<Phone | null>;
  activeSessionAt(mac: Mac): Promise<Session | null>;
  activeSessionsOf(extension: string): Promise<readonly Session[]>;
  activeSessions(): Promise<readonly Session[]>;
  activeSessionOfEndpoint(endpoint: string): Promise<Session | null>;
  session(id: string): Promise<Session | null>;
  /** Whether a login of this phone was ever verified at this address. */
  wasVerifiedAt(mac: Mac, address: string): Promise<boolean>;
  lastSessionAt(mac: Mac): Promise<Session | null>;
  ownPin(extension: string): Promise<OwnPin | null>;
  /** The newest ended session of an endpoint whose phone was at this address. */
  lastEndedSession(endpoint: string, phoneAddress: string): Promise<Session | null>;
  /**
   * Sessions that ended since then and were the last at their phones, which have not fetched a file since. None of a
   * phone from whose address another one has asked later.
   */
  unreadLogouts(since: number): Promise<readonly Session[]>;
  templatesOf(brand: string): Promise<readonly Template[]>;
  mappingsOf(extension: string, brand: string): Promise<readonly Mapping[]>;
  token(id: string): Promise<Token | null>;
  /** The newest token that was given to this MAC at this address. */
  newestToken(mac: Mac, address: string): Promise<Token | null>;
  /** Whether a session ever had this token. */
  hadSession(tokenId: string): Promise<boolean>;
  /** Adds a token; the same token twice is no error. */
  addToken(token: Token): Promise<void>;
  /** Notes that a token was used; not more often than once an hour. */
  useToken(id: string, now: number): Promise<void>;
  /** Forgets what nobody needs any more: tokens that nobody uses, counters of old failures, webhooks that nobody takes. */
  forgetOld(now: number): Promise<void>;
  /** Makes a phone known, or takes note of its last fetch and what its User-Agent says. */
  notePhone(seen: {
    readonly mac: Mac;
    readonly brand: string;
    readonly model: string | null;
    readonly firmware: string | null;
    readonly lastSeen: LastSeen;
  }): Promise<Phone>;
  /** Effects of a lane whose time has come, oldest first: of those never tried, at most one for each phone. */
  dueEffects(lane: EffectLane, now: number, limit: number): Promise<readonly PendingEffect[]>;
  /** When the next effect of a lane is due, in epoch milliseconds; null when none waits. */
  nextEffectDueAt(lane: EffectLane, now: number): Promise<number | null>;
  finishEffect(id: number): Promise<void>;
  postponeEffect(id: number, dueAt: number, error: string): Promise<void>;
  /** An effect whose time has not come: it keeps its place in the order of its phone. */
  deferEffect(id: number, dueAt: number): Promise<void>;
}

/** Who of several instances may do what only one may do at a time (implemented in store/). */
export interface Leases {
  /** Takes or renews the lease of that name; false while another holder has it. Lasts `forMs` milliseconds. */
  take(name: string, holder: string, forMs: number): Promise<boolean>;
  /** Ends the lease, if this holder has it. */
  release(name: string, holder: string): Promise<void>;
}

/** Something that a webhook is told. `id` is another one for each, and grows with time. */
export interface WebhookDelivery {
  readonly id: number;
  readonly type: SessionEvent['type'];
  readonly at: number;
  /** As it is now, which may be later than the event. */
  readonly session: Session;
  readonly why: UnverifiedBecause | null;
}

/** The webhook of the settings (implemented in admin/). Faults are exceptions: it will be told again. */
export interface Webhook {
  /** Does nothing when the settings name none. */
  tell(delivery: WebhookDelivery): Promise<void>;
}

/** A structured log line. Nothing secret goes in. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The time in epoch milliseconds. */
export type Clock = () => number;

/** Why a session is not what it should be: its phone did not fetch, did not register, or registers no more. */
export type UnverifiedBecause = 'not-fetched' | 'not-registered' | 'registration-lost';

/**
 * What was found wrong with a session and mended, by the name that it has in the audit: its phone was told again, an old
 * account was fenced, its phone was brought back, its config had changed, AstDB did not tie its account to its user.
 */
export type Repair = 'told-again' | 'fenced' | 'brought-back' | 'config-changed' | 'device-linked';

/** What became of a session. */
export type SessionEvent =
  | { readonly type: 'session-requested'; readonly session: Session }
  | { readonly type: 'session-served'; readonly session: Session }
  | { readonly type: 'session-verified'; readonly session: Session }
  | { readonly type: 'session-ended'; readonly session: Session }
  | { readonly type: 'session-unverified'; readonly session: Session; readonly why: UnverifiedBecause };

/** What the desk tells the rest of the house, after the transaction that made it true. */
export type DeskEvent =
  | SessionEvent
  | { readonly type: 'session-repaired'; readonly session: Session; readonly what: Repair }
  | { readonly type: 'pin-changed'; readonly extension: string; readonly at: number }
  | { readonly type: 'locked-out'; readonly subject: string; readonly at: number };

export type Announce = (event: DeskEvent) => void;

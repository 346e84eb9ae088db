import type { Desk } from '../desk/desk';
import type { DeskEvent } from '../desk/events';
import type { AdminKey, Mapping, OwnPin, Phone, Session, SessionState, Template } from '../desk/model';
import type { AuditEntry } from '../desk/ports/audit';
import type { ApplyWay } from '../desk/ports/brands';
import type { Clock } from '../desk/ports/clock';
import type { Directory } from '../desk/ports/directory';
import type { Log } from '../desk/ports/log';
import type { PendingEffect } from '../desk/ports/outbox';
import type { AttemptCounter } from '../desk/ports/store';
import type { Refusal } from '../desk/refusals';
import type { DeskSettings } from '../desk/settings';
import type { OpenDoors } from '../desk/settings-conflicts';
import type { Mac } from '../lib/mac';
import type { Who } from './authorise';
import type { HotdeskMetrics } from './metrics';

/** A part of a list: at most `limit` items, those that come after `after`; null: from the start. */
export interface Page<Position> {
  readonly after: Position | null;
  readonly limit: number;
}

/** A phone, and who is logged in at it. */
export interface PhoneInUse {
  readonly phone: Phone;
  readonly session: Session | null;
}

/** Where a list of sessions goes on: the newest come first. */
export interface SessionPosition {
  readonly requestedAt: number;
  readonly id: string;
}

export interface SessionFilter {
  readonly active?: boolean | undefined;
  readonly extension?: string | undefined;
  readonly mac?: Mac | undefined;
}

export interface MappingFilter {
  readonly extension?: string | undefined;
  readonly brand?: string | undefined;
}

/** Which entries of the audit; what is left out counts for all. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly extension?: string | undefined;
  readonly mac?: Mac | undefined;
  /** Not before this moment, in epoch milliseconds. */
  readonly since?: number | undefined;
}

/** An entry with the number by which a list of them goes on. */
export type NumberedAuditEntry = AuditEntry & { readonly id: number };

/** How much there is of what, for the metrics. */
export interface Counts {
  readonly activeSessions: Readonly<Partial<Record<SessionState, number>>>;
  /** By brand. */
  readonly phones: Readonly<Record<string, number>>;
  /** Of phones and Asterisk; webhooks are counted by themselves. */
  readonly effectsWaiting: number;
  /** When the first effect that waits was or is due, in epoch milliseconds; null when none waits. */
  readonly effectsDueSince: number | null;
  readonly webhooksWaiting: number;
}

export type NewTemplate = Omit<Template, 'id'>;
export type NewMapping = Omit<Mapping, 'id'>;

/** An effect as it waits, and why it failed last. */
export type WaitingEffect = PendingEffect & { readonly lastError: string | null };

/** What an admin changes, in one transaction. Reads lock what they read. Nothing here checks what it is given. */
export interface AdminTransaction {
  settings(): Promise<DeskSettings>;
  writeSettings(change: Partial<DeskSettings>): Promise<void>;
  template(id: number): Promise<Template | null>;
  templateNamed(brand: string, name: string): Promise<Template | null>;
  /** Adds it; a default template takes the place of the one that its brand had. */
  addTemplate(template: NewTemplate): Promise<Template>;
  replaceTemplate(template: Template): Promise<void>;
  removeTemplate(id: number): Promise<void>;
  countMappingsTo(templateId: number): Promise<number>;
  mapping(id: number): Promise<Mapping | null>;
  /** The mapping of the same extension, brand, model and MAC. */
  sameMapping(mapping: NewMapping): Promise<Mapping | null>;
  addMapping(mapping: NewMapping): Promise<Mapping>;
  replaceMapping(mapping: Mapping): Promise<void>;
  removeMapping(id: number): Promise<void>;
  phone(mac: Mac): Promise<Phone | null>;
  addPhone(phone: Phone): Promise<void>;
  relabelPhone(mac: Mac, label: string): Promise<void>;
  /** Whether somebody is logged in at it, or effects for it wait. */
  isPhoneBusy(mac: Mac): Promise<{ readonly inUse: boolean; readonly effectsWait: boolean }>;
  /** Removes the phone, its tokens and the effects that wait for it. Its sessions stay, as history. */
  removePhone(mac: Mac): Promise<void>;
  ownPin(extension: string): Promise<OwnPin | null>;
  /** Instead of the one that the extension had. */
  setOwnPin(pin: OwnPin): Promise<void>;
  removeOwnPin(extension: string): Promise<void>;
  /** Forgets the failures of all subjects of these names, where `%` stands for any text; says how many there were. */
  forgetFailures(subjects: readonly string[]): Promise<number>;
  /** Removes an effect and returns it; null when it is done by now. */
  removeEffect(id: number): Promise<WaitingEffect | null>;
  /** All keys that there ever were. */
  keys(): Promise<readonly AdminKey[]>;
  addKey(key: AdminKey): Promise<void>;
  revokeKey(id: string, at: number): Promise<void>;
  addAudit(entry: AuditEntry): Promise<void>;
}

/** Our tables as an admin sees them (implemented in store/). */
export interface AdminStore {
  settings(): Promise<DeskSettings>;
  /** By brand and name. */
  templates(brand?: string): Promise<readonly Template[]>;
  template(id: number): Promise<Template | null>;
  mappings(filter: MappingFilter, page: Page<number>): Promise<readonly Mapping[]>;
  mapping(id: number): Promise<Mapping | null>;
  phones(brand: string | undefined, page: Page<string>): Promise<readonly PhoneInUse[]>;
  phone(mac: Mac): Promise<PhoneInUse | null>;
  /** Whether a phone of this brand and model is known. */
  knowsModel(brand: string, model: string): Promise<boolean>;
  effectsWaitFor(mac: Mac): Promise<boolean>;
  /** In the order in which they were decided. */
  effects(page: Page<number>): Promise<readonly WaitingEffect[]>;
  sessions(filter: SessionFilter, page: Page<SessionPosition>): Promise<readonly Session[]>;
  session(id: string): Promise<Session | null>;
  activeSessions(): Promise<readonly Session[]>;
  /** The newest first. */
  audit(filter: AuditFilter, page: Page<number>): Promise<readonly NumberedAuditEntry[]>;
  /** The oldest first. */
  auditFromStart(filter: AuditFilter, page: Page<number>): Promise<readonly NumberedAuditEntry[]>;
  /** All keys that there ever were, the oldest first. */
  keys(): Promise<readonly AdminKey[]>;
  /** Which extensions have a hot-desk PIN. */
  ownPins(): Promise<readonly Pick<OwnPin, 'extension' | 'mustChange'>[]>;
  /** Counters of at least so many failures, of which the last one came after that moment; by their subjects. */
  failures(which: { readonly least: number; readonly after: number }): Promise<readonly AttemptCounter[]>;
  counts(): Promise<Counts>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Whether an error means that the database cannot be reached, and not that something is wrong with us. */
  isOutage(error: unknown): boolean;
  /** Runs the work in one transaction, and again when another one was faster. */
  change<T>(work: (tx: AdminTransaction) => Promise<T>): Promise<T>;
}

/** What a model of a brand can do. */
export interface ModelFacts {
  readonly name: string;
  readonly accounts: number;
  readonly lineKeys: number;
  readonly softKeys: number;
  /** How it may be made to take its new config, the best first. */
  readonly apply: readonly ApplyWay[];
}

/** What an admin may know of a brand. */
export interface BrandFacts {
  readonly id: string;
  readonly name: string;
  /** Its phones have no MAC of their own: they are made and logged in by REST. */
  readonly madeByRest: boolean;
  /** Whether a phone keeps the provisioning URL that its config gives it. */
  readonly keepsUrl: boolean;
  /** How its phones can log in by HTTP for their files; `none`: they are exempt. */
  readonly httpAuth: 'digest' | 'basic' | 'none';
  /** Whether it shows the login screens. */
  readonly screens: boolean;
  readonly models: readonly ModelFacts[];
  /** The text of its limitations.md. */
  readonly limitations: string;
}

/** The brands, as the people's door needs them (wired to phones/ by the service). */
export interface Brands {
  all(): readonly BrandFacts[];
  /** A model's name as our tables keep it, from what an admin writes. */
  modelOf(brand: string, said: string): string;
  /** Whether a config file of the brand can hold a parameter with this name. */
  canName(brand: string, parameter: string): boolean;
}

export interface PreviewQuery {
  readonly extension: string;
  readonly brand: string;
  readonly model: string | null;
  /** Null: no phone in particular, so that no mapping by MAC fits. */
  readonly mac: Mac | null;
}

/** What an extension would get at a phone. */
export interface Preview {
  /** Which rule chose the template; see the desk's TemplateRule. */
  readonly rule: string;
  readonly template: { readonly id: number; readonly name: string } | null;
  readonly mapping: number | null;
  /** The name of the file that the phone would fetch. */
  readonly file: string;
  readonly contentType: string;
  /** Its text, with the secrets masked. */
  readonly config: string;
  /** Labels of the template's keys for which the model has no place. */
  readonly leftOut: readonly string[];
}

/** Something that an admin must mend, and how. */
export interface HealthProblem {
  readonly code: string;
  readonly message: string;
  readonly cure: string;
}

/** How it stands with Asterisk. */
export interface AsteriskState {
  readonly connected: boolean;
  readonly version: string | null;
  readonly problem: HealthProblem | null;
}

/** What the page at `/` shows in a start without a PBX. Everybody who reaches this door may read it. */
export interface DemoFacts {
  /** `pin` null: no mailbox, so the User Password counts. */
  readonly extensions: readonly {
    readonly number: string;
    readonly name: string;
    readonly pin: string | null;
  }[];
  readonly userPassword: string;
  readonly adminPassword: string;
  readonly phones: readonly {
    readonly name: string;
    readonly brand: string;
    readonly model: string;
    readonly mac: string;
  }[];
  /** Where phones fetch their files, with a slash at the end. */
  readonly provisioningUrl: string;
  /** This door, without a slash at the end. */
  readonly adminUrl: string;
}

/** What the people's door is made of. */
export interface AdminParts {
  readonly version: string;
  readonly desk: Pick<Desk, 'reconcile' | 'logInByRest' | 'logOutFor' | 'newLinkToken' | 'textOf'>;
  readonly directory: Pick<Directory, 'extension' | 'extensions'>;
  readonly store: AdminStore;
  readonly brands: Brands;
  preview(query: PreviewQuery): Promise<Preview | Refusal>;
  /** The provisioning URL of a phone, with its token; null when it cannot have one. */
  linkOf(phone: Phone, tokenText: string): Promise<string | null>;
  /** Whose key this is. Takes a time that tells nothing. */
  readonly who: Who;
  /** Whether the environment gives a key, named `environment`: it may do everything and cannot be revoked here. */
  readonly hasEnvironmentKey: boolean;
  readonly asterisk: { health(): AsteriskState };
  /** Encrypts a secret that phones must be told again. */
  encrypt(text: string): string;
  openDoors(): OpenDoors;
  /** Listens to the desk; returns how to stop. */
  subscribe(listener: (event: DeskEvent) => void): () => void;
  readonly metrics: HotdeskMetrics;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the service ends: the event streams end with it, and nothing is listened to any more. */
  readonly signal: AbortSignal;
  /** Asked at each view of the page; null when this is no demo. */
  readonly demo: (() => DemoFacts) | null;
}

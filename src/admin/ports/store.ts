import type { HotdeskPin, Mapping, Phone, Session, SessionState, Template } from '../../desk/model';
import type { Job } from '../../desk/ports/outbox';
import type { AttemptCounter } from '../../desk/ports/store';
import type { DeskSettings } from '../../desk/settings';
import type { SessionsByVia } from '../../desk/settings-conflicts';
import type { Mac } from '../../lib/mac';
import type { AdminKey, AdminKeyTransaction } from './keys';
import type {
  AuditFilter,
  MappingFilter,
  NewMapping,
  NewTemplate,
  NumberedAuditEntry,
  Page,
  PhoneInUse,
  SessionFilter,
  SessionPosition,
  TemplatePosition,
  WaitingJob,
} from './lists';

/**
 * Jobs of one kind. `oldestAge`: milliseconds since the oldest was first due, negative when none is due; retries do not
 * change it.
 */
export interface JobCounts {
  readonly number: number;
  readonly oldestAge: number;
}

/** Counts for the metrics. */
export interface MetricCounts {
  readonly activeSessions: Readonly<Partial<Record<SessionState, number>>>;
  /** By brand. */
  readonly phones: Readonly<Record<string, number>>;
  readonly jobs: Readonly<Partial<Record<Job['kind'], JobCounts>>>;
}

/** Changes by an admin, in one transaction. Reads lock what they read. Nothing is validated here. */
export interface AdminTransaction extends AdminKeyTransaction {
  settings(): Promise<DeskSettings>;
  writeSettings(change: Partial<DeskSettings>): Promise<void>;
  /** Counts the running sessions. No other one begins at a known phone until the transaction ends. */
  holdSessions(): Promise<SessionsByVia>;
  template(id: number): Promise<Template | null>;
  templateNamed(brand: string, name: string): Promise<Template | null>;
  /** Adds a template; a default template replaces the previous default of its brand. */
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
  /** Whether somebody is logged in at the phone, and whether jobs for it are pending. */
  isPhoneBusy(mac: Mac): Promise<{ readonly inUse: boolean; readonly jobsWait: boolean }>;
  /** Removes the phone, its tokens and its pending jobs. Its sessions stay as history. */
  removePhone(mac: Mac): Promise<void>;
  hotdeskPin(extension: string): Promise<HotdeskPin | null>;
  /** Replaces the PIN that the extension had. */
  setHotdeskPin(pin: HotdeskPin): Promise<void>;
  removeHotdeskPin(extension: string): Promise<void>;
  /** Removes the failure counters of these subjects (`%` matches any text); returns how many there were. */
  clearFailures(subjects: readonly string[]): Promise<number>;
  /** Removes a job and returns it; null when it is already done. */
  removeJob(id: number): Promise<WaitingJob | null>;
  revokeKey(id: string, at: number): Promise<void>;
}

/** Hotdesk's tables for the admin API (implemented in store/). */
export interface AdminStore {
  settings(): Promise<DeskSettings>;
  /** By brand and name. */
  templates(brand: string | undefined, page: Page<TemplatePosition>): Promise<readonly Template[]>;
  template(id: number): Promise<Template | null>;
  mappings(filter: MappingFilter, page: Page<number>): Promise<readonly Mapping[]>;
  mapping(id: number): Promise<Mapping | null>;
  phones(brand: string | undefined, page: Page<string>): Promise<readonly PhoneInUse[]>;
  phone(mac: Mac): Promise<PhoneInUse | null>;
  /** Whether a phone of this brand and model is known. */
  knowsModel(brand: string, model: string): Promise<boolean>;
  jobsWaitFor(mac: Mac): Promise<boolean>;
  /** Oldest first. */
  jobs(page: Page<number>): Promise<readonly WaitingJob[]>;
  sessions(filter: SessionFilter, page: Page<SessionPosition>): Promise<readonly Session[]>;
  session(id: string): Promise<Session | null>;
  activeSessions(): Promise<readonly Session[]>;
  /** Newest first. */
  audit(filter: AuditFilter, page: Page<number>): Promise<readonly NumberedAuditEntry[]>;
  /** Oldest first. */
  auditFromStart(filter: AuditFilter, page: Page<number>): Promise<readonly NumberedAuditEntry[]>;
  /** All keys, including revoked ones, oldest first. */
  keys(): Promise<readonly AdminKey[]>;
  /** Which extensions have a hot-desk PIN. */
  hotdeskPins(): Promise<readonly Pick<HotdeskPin, 'extension' | 'mustChange'>[]>;
  /** Counters with at least `least` failures and the last one after `after`, sorted by subject. */
  failures(which: { readonly least: number; readonly after: number }): Promise<readonly AttemptCounter[]>;
  counts(): Promise<MetricCounts>;
  /** Resolves when the database accepts a write: one that is read-only or full answers, and no login works. */
  checkWrite(): Promise<void>;
  /** Whether an error means that the database is unreachable, rather than a bug. */
  isOutage(error: unknown): boolean;
  /** Runs the work in one transaction; runs it again after a conflict with another one. */
  change<T>(work: (tx: AdminTransaction) => Promise<T>): Promise<T>;
}

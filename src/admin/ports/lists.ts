import type { Mapping, Phone, Session, Template } from '../../desk/model';
import type { AuditEntry } from '../../desk/ports/audit';
import type { PendingJob } from '../../desk/ports/outbox';
import type { Mac } from '../../lib/mac';

/** A page of a list: at most `limit` items after position `after`; null: from the start. */
export interface Page<Position> {
  readonly after: Position | null;
  readonly limit: number;
}

/** A phone, and who is logged in at it. */
export interface PhoneInUse {
  readonly phone: Phone;
  readonly session: Session | null;
}

/** Position in a list of sessions, newest first. */
export interface SessionPosition {
  readonly requestedAt: number;
  readonly id: string;
}

export interface SessionFilter {
  readonly active?: boolean | undefined;
  readonly extension?: string | undefined;
  readonly mac?: Mac | undefined;
}

/** Position in a list of templates, by brand and name. */
export interface TemplatePosition {
  readonly brand: string;
  readonly name: string;
}

export interface MappingFilter {
  readonly extension?: string | undefined;
  readonly brand?: string | undefined;
}

/** Filter for audit entries; an absent field matches all. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly extension?: string | undefined;
  readonly mac?: Mac | undefined;
  /** Only entries from this time on, in epoch milliseconds. */
  readonly since?: number | undefined;
}

/** An audit entry with its id, which is its position in lists. */
export type NumberedAuditEntry = AuditEntry & { readonly id: number };

export type NewTemplate = Omit<Template, 'id'>;

export type NewMapping = Omit<Mapping, 'id'>;

/** A pending job and its last error. */
export type WaitingJob = PendingJob & { readonly lastError: string | null };

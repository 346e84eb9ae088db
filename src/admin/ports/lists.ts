import type { Mapping, Phone, Session, Template } from '../../desk/model';
import type { AuditEntry } from '../../desk/ports/audit';
import type { PendingJob } from '../../desk/ports/outbox';
import type { Mac } from '../../lib/mac';

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

export type NewTemplate = Omit<Template, 'id'>;

export type NewMapping = Omit<Mapping, 'id'>;

/** A job as it waits, and why it failed last. */
export type WaitingJob = PendingJob & { readonly lastError: string | null };

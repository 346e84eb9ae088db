import type { AuditEntry } from '../../desk/ports/audit';
import type { Clock } from '../../desk/ports/clock';
import type { Mac } from '../../lib/mac';
import type { EventLog } from '../events/event-log';
import type { AdminStore, AdminTransaction } from '../ports/store';
import { formatInstant } from '../schemas/common';
import type { Caller } from './operation';
import { isProblem, type Problem } from './problem';

/** A change, for the audit and the event stream. */
export interface ChangeRecord {
  /** The audit action and event type, such as `template-changed`. */
  readonly action: string;
  /** The path of what changed. */
  readonly resource: string;
  readonly mac?: Mac | null;
  readonly extension?: string | null;
  /** Never a secret. */
  readonly details?: AuditEntry['details'];
  /** The old values of what changed. Never a secret. */
  readonly before?: AuditEntry['details'];
  /** The new values of what changed. Never a secret. */
  readonly after?: AuditEntry['details'];
}

/** Outcome of a change: its result with the record for the audit (null: nothing changed), or a problem. */
export type Changed<T> = { readonly result: T; readonly record: ChangeRecord | null } | Problem;

export interface Changes {
  /**
   * Runs the work and its audit entry in one transaction, then publishes the event. The work may run more than once.
   * It must refuse before it writes.
   */
  make<T>(caller: Caller, work: (tx: AdminTransaction) => Promise<Changed<T>>): Promise<T | Problem>;
}

export function createChanges(parts: {
  readonly store: Pick<AdminStore, 'change'>;
  readonly clock: Clock;
  readonly events: EventLog;
}): Changes {
  return {
    async make(caller, work) {
      const at = parts.clock();
      const changed = await parts.store.change(async (tx) => {
        const outcome = await work(tx);
        if (!isProblem(outcome) && outcome.record) await tx.addAudit(auditEntry(at, caller, outcome.record));
        return outcome;
      });
      if (isProblem(changed)) return changed;
      if (changed.record) {
        const { action, resource } = changed.record;
        parts.events.add(action, { at: formatInstant(at), resource });
      }
      return changed.result;
    },
  };
}

function auditEntry(at: number, caller: Caller, record: ChangeRecord): AuditEntry {
  return {
    at,
    actor: caller.actor,
    action: record.action,
    mac: record.mac ?? null,
    extension: record.extension ?? null,
    address: caller.address,
    details: {
      resource: record.resource,
      ...record.details,
      ...(record.before ? { before: record.before } : {}),
      ...(record.after ? { after: record.after } : {}),
    },
  };
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The fields that the request sets. */
export function withoutUndefined<T extends object>(change: T): Defined<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Defined<T>;
}

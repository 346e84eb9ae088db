import type { AuditEntry } from '../../desk/ports/audit';
import type { Clock } from '../../desk/ports/clock';
import type { Mac } from '../../lib/mac';
import type { EventLog } from '../events/event-log';
import type { AdminStore, AdminTransaction } from '../ports/store';
import { formatInstant } from '../schemas/common';
import type { Caller } from './operation';
import { isProblem, type Problem } from './problem';

/** What a change was, for the audit and for the events. */
export interface ChangeNote {
  /** Such as `template-changed`: the action of the audit and the type of the event. */
  readonly action: string;
  /** The path of what changed. */
  readonly resource: string;
  readonly mac?: Mac | null;
  readonly extension?: string | null;
  /** Never a secret. */
  readonly details?: AuditEntry['details'];
  /** What was there before the change: only what the change is about, and never a secret. */
  readonly before?: AuditEntry['details'];
  /** What is there now instead. */
  readonly after?: AuditEntry['details'];
}

/** What a change came to: its result and what is to be noted of it (null: nothing changed); or a problem, the same. */
export type Changed<T> = { readonly result: T; readonly note: ChangeNote | null } | Problem;

export interface Changes {
  /**
   * Runs the work in one transaction, together with its entry in the audit, and tells the event streams afterwards.
   * The work may run more than once. It must refuse before it writes.
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
        if (!isProblem(outcome) && outcome.note) await tx.addAudit(auditEntry(at, caller, outcome.note));
        return outcome;
      });
      if (isProblem(changed)) return changed;
      if (changed.note) {
        const { action, resource } = changed.note;
        parts.events.add(action, { at: formatInstant(at), resource });
      }
      return changed.result;
    },
  };
}

function auditEntry(at: number, caller: Caller, note: ChangeNote): AuditEntry {
  return {
    at,
    actor: caller.actor,
    action: note.action,
    mac: note.mac ?? null,
    extension: note.extension ?? null,
    address: caller.address,
    details: {
      resource: note.resource,
      ...note.details,
      ...(note.before ? { before: note.before } : {}),
      ...(note.after ? { after: note.after } : {}),
    },
  };
}

import type { Knex } from 'knex';
import type { AdminKey, Mapping, Phone, Session, Template } from '../desk/model';
import type { AttemptCounter } from '../desk/ports/store';
import type { DeskSettings } from '../desk/settings';
import type { Mac } from '../lib/mac';
import { adminTransaction } from './admin-transaction';
import { readFailures } from './attempts';
import { type AuditFilter, type NumberedAuditEntry, newestAudit, oldestAudit } from './audit';
import { countRows } from './counts';
import { readKeys } from './keys';
import { inLane } from './lanes';
import { isOutage } from './outage';
import { ownPinStates } from './own-pins';
import {
  type EffectRow,
  type MappingRow,
  type PhoneRow,
  type SessionRow,
  type TemplateRow,
  toMapping,
  toPendingEffect,
  toPhone,
  toSession,
  toTemplate,
} from './rows';
import { readSettings } from './settings';
import { inTransaction } from './transaction';

interface Page<Position> {
  readonly after: Position | null;
  readonly limit: number;
}

interface SessionFilter {
  readonly active?: boolean | undefined;
  readonly extension?: string | undefined;
  readonly mac?: Mac | undefined;
}

type Transaction = ReturnType<typeof adminTransaction>;

/** Our tables as an admin sees and changes them. `defaults` stand for settings that nobody has changed yet. */
export function createAdminStore(db: Knex, defaults?: DeskSettings) {
  const templates = () => db<TemplateRow>('hotdesk_templates');
  const mappings = () => db<MappingRow>('hotdesk_mappings');
  const phones = () => db<PhoneRow>('hotdesk_phones');
  const sessions = () => db<SessionRow>('hotdesk_sessions');
  return {
    settings: (): Promise<DeskSettings> => readSettings(db, defaults),
    counts: () => countRows(db),
    isOutage,
    change: <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
      inTransaction(db, (trx) => work(adminTransaction(trx, defaults))),
    async ping(): Promise<void> {
      await db.raw('select 1');
    },

    async templates(brand?: string): Promise<Template[]> {
      const rows = await templates().where(given({ brand })).orderBy(['brand', 'name', 'id']);
      return rows.map(toTemplate);
    },
    async template(id: number): Promise<Template | null> {
      const row = await templates().where({ id }).first();
      return row ? toTemplate(row) : null;
    },

    async mappings(
      { extension, brand }: { readonly extension?: string | undefined; readonly brand?: string | undefined },
      page: Page<number>,
    ): Promise<Mapping[]> {
      const query = mappings().where(given({ extension, brand }));
      if (page.after !== null) query.where('id', '>', page.after);
      return (await query.orderBy('id').limit(page.limit)).map(toMapping);
    },
    async mapping(id: number): Promise<Mapping | null> {
      const row = await mappings().where({ id }).first();
      return row ? toMapping(row) : null;
    },

    async phones(
      brand: string | undefined,
      page: Page<string>,
    ): Promise<{ phone: Phone; session: Session | null }[]> {
      const query = phones().where(given({ brand }));
      if (page.after !== null) query.where('mac', '>', page.after);
      const rows = await query.orderBy('mac').limit(page.limit);
      const macs = rows.map(({ mac }) => mac);
      const active = new Map(
        (await sessions().whereIn('active_mac', macs)).map((row) => [row.active_mac, toSession(row)]),
      );
      return rows.map((row) => ({ phone: toPhone(row), session: active.get(row.mac) ?? null }));
    },
    async phone(mac: Mac): Promise<{ phone: Phone; session: Session | null } | null> {
      const row = await phones().where({ mac }).first();
      if (!row) return null;
      const session = await sessions().where({ active_mac: mac }).first();
      return { phone: toPhone(row), session: session ? toSession(session) : null };
    },
    async knowsModel(brand: string, model: string): Promise<boolean> {
      return (await phones().where({ brand, model }).first('mac')) !== undefined;
    },
    async effects(page: { after: number | null; limit: number }) {
      const rows = await db<EffectRow>('hotdesk_effects')
        .where('id', '>', page.after ?? 0)
        .orderBy('id')
        .limit(page.limit);
      return rows.map((row) => ({ ...toPendingEffect(row), lastError: row.last_error }));
    },
    async effectsWaitFor(mac: Mac): Promise<boolean> {
      return (await db('hotdesk_effects').where({ mac }).modify(inLane, 'phones').first('id')) !== undefined;
    },

    async sessions(
      filter: SessionFilter,
      page: Page<{ readonly requestedAt: number; readonly id: string }>,
    ): Promise<Session[]> {
      const { active, extension, mac } = filter;
      const query = sessions().where(given({ extension, mac }));
      if (active === true) query.whereNotNull('active_mac');
      if (active === false) query.whereNull('active_mac');
      if (page.after !== null) olderThan(query, page.after);
      const newestFirst = [
        { column: 'requested_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ];
      return (await query.orderBy(newestFirst).limit(page.limit)).map(toSession);
    },
    async session(id: string): Promise<Session | null> {
      const row = await sessions().where({ id }).first();
      return row ? toSession(row) : null;
    },
    async activeSessions(): Promise<Session[]> {
      return (await sessions().whereNotNull('active_mac')).map(toSession);
    },

    keys: (): Promise<AdminKey[]> => readKeys(db),
    ownPins: () => ownPinStates(db),
    failures: (which: { readonly least: number; readonly after: number }): Promise<AttemptCounter[]> =>
      readFailures(db, which),
    audit: (filter: AuditFilter, page: Page<number>): Promise<NumberedAuditEntry[]> =>
      newestAudit(db, filter, page),
    auditFromStart: (filter: AuditFilter, page: Page<number>): Promise<NumberedAuditEntry[]> =>
      oldestAudit(db, filter, page),
  };
}

function olderThan(
  query: Knex.QueryBuilder<SessionRow>,
  position: { readonly requestedAt: number; readonly id: string },
): void {
  query.where((older) => {
    older
      .where('requested_at', '<', position.requestedAt)
      .orWhere((same) => same.where('requested_at', position.requestedAt).where('id', '<', position.id));
  });
}

/** The parts of a filter that are given: knex refuses `undefined`. */
function given(filter: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(filter).flatMap(([column, value]): [string, string][] =>
    value === undefined ? [] : [[column, value]],
  );
  return Object.fromEntries(entries);
}

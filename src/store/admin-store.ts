import type { Knex } from 'knex';
import type { SessionPosition, TemplatePosition } from '../admin/ports/lists';
import type { AdminStore } from '../admin/ports/store';
import type { DeskSettings } from '../desk/settings';
import { adminTransaction } from './admin-transaction';
import { readFailures } from './attempts';
import { newestAudit, oldestAudit } from './audit';
import { countRows } from './counts';
import { hotdeskPinStates } from './hotdesk-pins';
import { inQueue, type JobRow, toPendingJob } from './jobs';
import { readKeys } from './keys';
import { isOutage } from './outage';
import {
  type MappingRow,
  type PhoneRow,
  type SessionRow,
  type TemplateRow,
  toMapping,
  toPhone,
  toSession,
  toTemplate,
} from './rows';
import { readSettings } from './settings';
import { inTransaction } from './transaction';
import { createWriteCheck } from './write-check';

/** The admin API's view of our tables. `defaults` are the values of settings that are not stored. */
export function createAdminStore(db: Knex, defaults?: DeskSettings): AdminStore {
  const templates = () => db<TemplateRow>('hotdesk_templates');
  const mappings = () => db<MappingRow>('hotdesk_mappings');
  const phones = () => db<PhoneRow>('hotdesk_phones');
  const sessions = () => db<SessionRow>('hotdesk_sessions');
  return {
    settings: () => readSettings(db, defaults),
    counts: () => countRows(db),
    isOutage,
    change: (work) => inTransaction(db, (trx) => work(adminTransaction(trx, defaults))),
    checkWrite: createWriteCheck(db),

    async templates(brand, page) {
      const query = templates().where(exactMatches({ brand }));
      if (page.after !== null) whereAfter(query, page.after);
      return (await query.orderBy(['brand', 'name']).limit(page.limit)).map(toTemplate);
    },
    async template(id) {
      const row = await templates().where({ id }).first();
      return row ? toTemplate(row) : null;
    },

    async mappings({ extension, brand }, page) {
      const query = mappings().where(exactMatches({ extension, brand }));
      if (page.after !== null) query.where('id', '>', page.after);
      return (await query.orderBy('id').limit(page.limit)).map(toMapping);
    },
    async mapping(id) {
      const row = await mappings().where({ id }).first();
      return row ? toMapping(row) : null;
    },

    async phones(brand, page) {
      const query = phones().where(exactMatches({ brand }));
      if (page.after !== null) query.where('mac', '>', page.after);
      const rows = await query.orderBy('mac').limit(page.limit);
      const macs = rows.map(({ mac }) => mac);
      const active = new Map(
        (await sessions().whereIn('active_mac', macs)).map((row) => [row.active_mac, toSession(row)]),
      );
      return rows.map((row) => ({ phone: toPhone(row), session: active.get(row.mac) ?? null }));
    },
    async phone(mac) {
      const row = await phones().where({ mac }).first();
      if (!row) return null;
      const session = await sessions().where({ active_mac: mac }).first();
      return { phone: toPhone(row), session: session ? toSession(session) : null };
    },
    async knowsModel(brand, model) {
      return (await phones().where({ brand, model }).first('mac')) !== undefined;
    },
    async jobs(page) {
      const rows = await db<JobRow>('hotdesk_jobs')
        .where('id', '>', page.after ?? 0)
        .orderBy('id')
        .limit(page.limit);
      return rows.map((row) => ({ ...toPendingJob(row), lastError: row.last_error }));
    },
    async jobsWaitFor(mac) {
      return (await db('hotdesk_jobs').where({ mac }).modify(inQueue, 'phones').first('id')) !== undefined;
    },

    async sessions(filter, page) {
      const { active, extension, mac } = filter;
      const query = sessions().where(exactMatches({ extension, mac }));
      if (active === true) query.whereNotNull('active_mac');
      if (active === false) query.whereNull('active_mac');
      if (page.after !== null) whereOlderThan(query, page.after);
      const newestFirst = [
        { column: 'requested_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ];
      return (await query.orderBy(newestFirst).limit(page.limit)).map(toSession);
    },
    async session(id) {
      const row = await sessions().where({ id }).first();
      return row ? toSession(row) : null;
    },
    async activeSessions() {
      return (await sessions().whereNotNull('active_mac')).map(toSession);
    },

    keys: () => readKeys(db),
    hotdeskPins: () => hotdeskPinStates(db),
    failures: (which) => readFailures(db, which),
    audit: (filter, page) => newestAudit(db, filter, page),
    auditFromStart: (filter, page) => oldestAudit(db, filter, page),
  };
}

function whereOlderThan(query: Knex.QueryBuilder<SessionRow>, position: SessionPosition): void {
  query.where((either) => {
    either
      .where('requested_at', '<', position.requestedAt)
      .orWhere((same) => same.where('requested_at', position.requestedAt).where('id', '<', position.id));
  });
}

function whereAfter(query: Knex.QueryBuilder<TemplateRow>, { brand, name }: TemplatePosition): void {
  query.where((either) => {
    either.where('brand', '>', brand).orWhere((same) => same.where({ brand }).where('name', '>', name));
  });
}

/** The fields of a filter that are set: knex rejects `undefined`. */
function exactMatches(filter: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(filter).flatMap(([column, value]): [string, string][] =>
    value === undefined ? [] : [[column, value]],
  );
  return Object.fromEntries(entries);
}

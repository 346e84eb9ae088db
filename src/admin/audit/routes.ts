import type { z } from 'zod';
import type { EventLog } from '../events/event-log';
import { OpenResponses } from '../http/open-responses';
import { defineOperation, type Operation } from '../http/operation';
import type { AuditFilter, NumberedAuditEntry } from '../ports/lists';
import type { AdminStore } from '../ports/store';
import { listOf, pageOf, toPage } from '../schemas/paging';
import { auditEntryResponse, auditQuery, toAuditEntryResponse } from './schema';

interface AuditDeps {
  readonly store: Pick<AdminStore, 'audit' | 'auditFromStart'>;
  readonly events: Pick<EventLog, 'subscribe'>;
}

/** Entries read at once for an export: short queries do not hold up the database. */
const EXPORT_PART = 500;
const EXPORTS_PER_KEY = 2;

export function auditOperations({ store, events }: AuditDeps): Operation[] {
  const exports = new OpenResponses({ events, mostPerKey: EXPORTS_PER_KEY });
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/audit',
      scope: 'read',
      id: 'listAudit',
      tag: 'Audit',
      summary: 'List audit entries, newest first',
      description:
        'The audit is kept until the retention removes it. With `Accept: application/x-ndjson` the answer holds all entries that match the filter, ' +
        'oldest first, one JSON object per line; `limit` and `cursor` are ignored. A key has at most two such exports at once; one whose client reads nothing for 30 seconds is cut.',
      query: auditQuery,
      reply: listOf(auditEntryResponse, 'Audit'),
      problems: [],
      async answer({ query }) {
        const page = pageOf(query);
        return toPage(await store.audit(filterOf(query), page), page, toAuditEntryResponse, ({ id }) => id);
      },
      lines: { exports, read: ({ query }) => everything(store, filterOf(query)) },
    }),
  ];
}

function filterOf({ actor, action, extension, mac, since }: z.output<typeof auditQuery>): AuditFilter {
  return { actor, action, extension, mac, since };
}

async function* everything(
  store: Pick<AdminStore, 'auditFromStart'>,
  filter: AuditFilter,
): AsyncIterable<object> {
  let after: number | null = null;
  for (;;) {
    const part: readonly NumberedAuditEntry[] = await store.auditFromStart(filter, {
      after,
      limit: EXPORT_PART,
    });
    for (const entry of part) yield auditEntryResponse.parse(toAuditEntryResponse(entry));
    const last = part.at(-1);
    if (last === undefined || part.length < EXPORT_PART) return;
    after = last.id;
  }
}

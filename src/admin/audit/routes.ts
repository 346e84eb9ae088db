import { z } from 'zod';
import { defineOperation, type Operation } from '../http/operation';
import type { AuditFilter, NumberedAuditEntry } from '../ports/lists';
import type { AdminStore } from '../ports/store';
import {
  extensionText,
  formatInstant,
  instantResponse,
  instantText,
  macResponse,
  macText,
  rowId,
  singleLineText,
} from '../schemas/common';
import { listOf, pageOf, pagingParameters, toPage } from '../schemas/paging';

interface AuditDeps {
  readonly store: Pick<AdminStore, 'audit' | 'auditFromStart'>;
}

/** Entries read at once for an export: short queries do not hold up the database. */
const EXPORT_PART = 500;

const auditResponse = z
  .object({
    id: rowId.describe('Newer entries have larger ids.'),
    at: instantResponse,
    actor: z.string().describe('`phone <mac>`, `key <name>` or `system`.'),
    action: z.string().meta({ example: 'login' }),
    mac: macResponse.nullable(),
    extension: z.string().nullable(),
    address: z.string().nullable().describe('The IP address of the caller.'),
    details: z
      .record(z.string(), z.unknown())
      .describe(
        'Further facts. A change has the old values in `before` and the new ones in `after`. Never secrets.',
      ),
  })
  .meta({ id: 'AuditEntry' });

const query = z.strictObject({
  actor: singleLineText(64, 1).optional().meta({ description: 'Such as `key wallboard`.' }),
  action: singleLineText(32, 1).optional().meta({ description: 'Such as `login-refused`.' }),
  extension: extensionText.optional(),
  mac: macText.optional(),
  since: instantText.optional().meta({ description: 'Only entries from this time on.' }),
  ...pagingParameters(rowId),
});

export function auditOperations({ store }: AuditDeps): Operation[] {
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
        'oldest first, one JSON object per line; `limit` and `cursor` are ignored.',
      query,
      reply: listOf(auditResponse, 'Audit'),
      problems: [],
      async answer({ query: asked }) {
        const page = pageOf(asked);
        return toPage(await store.audit(filterOf(asked), page), page, toAuditResponse, ({ id }) => id);
      },
      lines: ({ query: asked }) => everything(store, filterOf(asked)),
    }),
  ];
}

function filterOf({ actor, action, extension, mac, since }: z.output<typeof query>): AuditFilter {
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
    for (const entry of part) yield auditResponse.parse(toAuditResponse(entry));
    const last = part.at(-1);
    if (last === undefined || part.length < EXPORT_PART) return;
    after = last.id;
  }
}

function toAuditResponse(entry: NumberedAuditEntry): z.input<typeof auditResponse> {
  return { ...entry, at: formatInstant(entry.at) };
}

import { z } from 'zod';
import { type Operation, operation } from '../http/operation';
import type { AuditFilter, NumberedAuditEntry } from '../ports/lists';
import type { AdminStore } from '../ports/store';
import {
  extensionText,
  formatInstant,
  instant,
  instantText,
  line,
  macResponse,
  macText,
  rowId,
} from '../schemas/common';
import { listOf, pageOf, pagingParameters, showPage } from '../schemas/paging';

interface AuditDeps {
  readonly store: Pick<AdminStore, 'audit' | 'auditFromStart'>;
}

/** How many entries are asked for at once for an export: the database is never held up for long. */
const EXPORT_PART = 500;

const auditResponse = z
  .object({
    id: rowId.describe('Its number: newer entries have larger ones.'),
    at: instant,
    actor: z.string().describe('`phone <mac>`, `key <name>` or `system`.'),
    action: z.string().meta({ example: 'login' }),
    mac: macResponse.nullable(),
    extension: z.string().nullable(),
    address: z.string().nullable().describe('Where it came from.'),
    details: z
      .record(z.string(), z.unknown())
      .describe(
        'What else is known; of a change, what was there `before` and what is there `after` it. No secrets.',
      ),
  })
  .meta({ id: 'AuditEntry' });

const query = z.strictObject({
  actor: line(64, 1).optional().meta({ description: 'Such as `key wallboard`.' }),
  action: line(32, 1).optional().meta({ description: 'Such as `login-refused`.' }),
  extension: extensionText.optional(),
  mac: macText.optional(),
  since: instantText.optional().meta({ description: 'Not before this moment.' }),
  ...pagingParameters(rowId),
});

export function auditOperations({ store }: AuditDeps): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/api/v1/audit',
      scope: 'read',
      id: 'listAudit',
      tag: 'Audit',
      summary: 'Who did what, the newest first',
      description:
        'Entries are only ever added. With `Accept: application/x-ndjson` the answer is the whole audit that the filter leaves, ' +
        'the oldest entry first, one JSON object a line; `limit` and `cursor` then mean nothing.',
      query,
      reply: listOf(auditResponse, 'Audit'),
      problems: [],
      async answer({ query: asked }) {
        const page = pageOf(asked);
        return showPage(await store.audit(filterOf(asked), page), page, show, ({ id }) => id);
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
    for (const entry of part) yield auditResponse.parse(show(entry));
    const last = part.at(-1);
    if (last === undefined || part.length < EXPORT_PART) return;
    after = last.id;
  }
}

function show(entry: NumberedAuditEntry): z.input<typeof auditResponse> {
  return { ...entry, at: formatInstant(entry.at) };
}

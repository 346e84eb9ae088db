import { z } from 'zod';
import type { AuditEntry } from '../../desk/ports';
import { type Operation, operation } from '../operation';
import type { AdminStore } from '../ports';
import { instant, macShown, rowId, showInstant } from '../schemas/common';
import { listOf, pageOf, pagingParameters, showPage } from '../schemas/paging';

const auditShown = z
  .object({
    at: instant,
    actor: z.string().describe('`phone <mac>`, `key <name>` or `system`.'),
    action: z.string().meta({ example: 'login' }),
    mac: macShown.nullable(),
    extension: z.string().nullable(),
    address: z.string().nullable().describe('Where it came from.'),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'AuditEntry' });

export function auditOperations({ store }: { readonly store: Pick<AdminStore, 'audit'> }): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/api/v1/audit',
      id: 'listAudit',
      tag: 'Audit',
      summary: 'Who did what, the newest first',
      query: z.strictObject(pagingParameters(rowId)),
      reply: listOf(auditShown, 'Audit'),
      problems: [],
      async answer({ query }) {
        const page = pageOf(query);
        return showPage(await store.audit(page), page, show, ({ id }) => id);
      },
    }),
  ];
}

function show(entry: AuditEntry): z.input<typeof auditShown> {
  return { ...entry, at: showInstant(entry.at) };
}

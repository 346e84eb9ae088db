import { z } from 'zod';
import type { NumberedAuditEntry } from '../ports/lists';
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
import { pagingParameters } from '../schemas/paging';

export const auditEntryResponse = z
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

export const auditQuery = z.strictObject({
  actor: singleLineText(64, 1).optional().meta({ description: 'Such as `key wallboard`.' }),
  action: singleLineText(32, 1).optional().meta({ description: 'Such as `login-refused`.' }),
  extension: extensionText.optional(),
  mac: macText.optional(),
  since: instantText.optional().meta({ description: 'Only entries from this time on.' }),
  ...pagingParameters(rowId),
});

/** An entry as REST shows it. */
export function toAuditEntryResponse(entry: NumberedAuditEntry): z.input<typeof auditEntryResponse> {
  return { ...entry, at: formatInstant(entry.at) };
}

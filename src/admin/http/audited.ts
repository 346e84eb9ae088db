import type { Mapping, Phone, Template } from '../../desk/model';
import type { AuditEntry } from '../../desk/ports/audit';
import type { DeskSettings } from '../../desk/settings';
import type { Encryptor } from '../../lib/encryption';
import { ownValue } from '../../lib/own-value';
import { toMappingResponse } from '../mappings/schema';
import { toSettingsResponse } from '../settings/schema';
import { toTemplateResponse } from '../templates/schema';
import { withoutUndefined } from './changes';

/**
 * Values for the audit before and after a change: the REST response that a key with the scope `read` gets. Vendor
 * parameters and URLs may contain passwords.
 */

type Values = AuditEntry['details'];

const MASKED = { mayManage: false, unknownOverrides: [] };

export function auditedSettings(settings: DeskSettings, decrypt: Encryptor['decrypt']): Values {
  return toSettingsResponse(settings, decrypt);
}

export function auditedTemplate(template: Template): Values {
  const { id: _id, unknownOverrides: _unknown, settings, ...plain } = toTemplateResponse(template, MASKED);
  return { ...plain, settings: withoutUndefined(settings) };
}

export function auditedMapping(mapping: Mapping): Values {
  const { id: _id, unknownOverrides: _unknown, ...plain } = toMappingResponse(mapping, MASKED);
  return plain;
}

export function auditedPhone({ brand, model, label }: Phone): Values {
  return { brand, model, label };
}

/** Names of the parameters that were added, removed or changed. */
export function changedNames(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => ownValue(before, name) !== ownValue(after, name),
  );
}

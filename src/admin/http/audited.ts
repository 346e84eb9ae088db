import { holdsUrl } from '../../desk/mask-secrets';
import type { Key, Mapping, Phone, Template } from '../../desk/model';
import type { AuditEntry, AuditValue } from '../../desk/ports/audit';
import type { DeskSettings } from '../../desk/settings';
import type { Encryptor } from '../../lib/encryption';
import { ownValue } from '../../lib/own-value';
import { toSettingsResponse } from '../settings/schema';
import { toTemplateResponse } from '../templates/schema';
import { withoutUndefined } from './changes';

/**
 * Values for the audit before and after a change: those of the REST response, with less detail. Vendor parameters and
 * URLs may contain passwords, so the audit has only parameter names and URL hosts.
 */

type Values = AuditEntry['details'];

export function auditedSettings(settings: DeskSettings, decrypt: Encryptor['decrypt']): Values {
  return toSettingsResponse(settings, decrypt);
}

export function auditedTemplate(template: Template): Values {
  const { id: _id, settings, ...plain } = toTemplateResponse(template, false);
  return {
    ...plain,
    settings: withoutUndefined(settings),
    keys: template.keys.map(auditedKey),
    overrides: Object.keys(template.overrides),
  };
}

export function auditedMapping({ id: _id, overrides, ...plain }: Mapping): Values {
  return { ...plain, overrides: Object.keys(overrides) };
}

export function auditedPhone({ brand, model, label }: Phone): Values {
  return { brand, model, label };
}

function auditedKey(key: Key): AuditValue {
  const { kind, value, label } = key;
  return { kind, label, value: holdsUrl(key) ? hostOf(value) : value };
}

function hostOf(text: string): string {
  return URL.canParse(text) ? new URL(text).host : '';
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

import type { Key, Mapping, Phone, Template } from '../desk/model';
import type { AuditEntry, AuditValue } from '../desk/ports';
import type { DeskSettings } from '../desk/settings';
import { showSettings } from './schemas/settings';
import { showTemplate } from './schemas/template';

/**
 * What the audit says of things before and after a change: as an answer shows them, and less. A vendor's parameter
 * may hold a password, and so may a URL; nobody can tell which, so the audit names them and leaves the values out.
 */

type Values = AuditEntry['details'];

export function auditedSettings(settings: DeskSettings): Values {
  return showSettings(settings);
}

export function auditedTemplate(template: Template): Values {
  const { id: _id, keys, overrides, settings, ...plain } = showTemplate(template);
  return {
    ...plain,
    settings: settings as Values,
    keys: keys.map(auditedKey),
    overrides: namesOf(overrides),
  };
}

export function auditedMapping({ id: _id, overrides, ...plain }: Mapping): Values {
  return { ...plain, overrides: namesOf(overrides) };
}

export function auditedPhone({ brand, model, label }: Phone): Values {
  return { brand, model, label };
}

function auditedKey({ kind, value, label }: { kind: string; value: string; label: string }): AuditValue {
  const isUrl = (kind as Key['kind']) === 'url';
  return { kind, label, value: isUrl ? hostOf(value) : value };
}

function hostOf(text: string): string {
  return URL.canParse(text) ? new URL(text).host : '';
}

/** The names of the parameters that one has and the other has not, or has with another value. */
export function changedNames(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );
}

function namesOf(overrides: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(overrides);
}

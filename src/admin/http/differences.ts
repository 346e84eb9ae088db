import type { AuditEntry, AuditValue } from '../../desk/ports/audit';
import { ownValue } from '../../lib/own-value';

type Values = AuditEntry['details'];

/** The fields that differ between two states, with their old and new values. */
export function auditDifferences(
  before: Values,
  after: Values,
): { readonly before: Values; readonly after: Values } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => !isSame(ownValue(before, name), ownValue(after, name)));
  return { before: only(before, changed), after: only(after, changed) };
}

function only(values: Values, names: readonly string[]): Values {
  const entries = names.flatMap((name): [string, AuditValue][] => {
    const value = ownValue(values, name);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function isSame(a: AuditValue | undefined, b: AuditValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

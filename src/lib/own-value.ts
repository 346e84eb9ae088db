/**
 * The value of an own property. For names that come from outside: every object inherits `constructor`, `toString` and
 * more, and those are no entries of ours.
 */
export function ownValue<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

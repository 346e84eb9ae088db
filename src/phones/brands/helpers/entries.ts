import type { Parameters } from '../parameters';

/** A vendor parameter and its value. */
export type Entry = readonly [name: string, value: string];

/** Vendor parameters in the order in which they are written, as plain data. */
export type Entries = readonly Entry[] | Readonly<Record<string, string>> | Parameters;

/** A config from its parts, in the order given. A later value of the same parameter wins. */
export function toParameters(...parts: readonly Entries[]): Parameters {
  return new Map(parts.flatMap((part) => toPairs(part)));
}

/** The same value for each name; nothing where the value is null, so that the phone keeps what it has. */
export function optionalParameter(value: string | null, ...names: readonly string[]): Entry[] {
  return value === null ? [] : names.map((name) => [name, value]);
}

function toPairs(part: Entries): readonly Entry[] {
  if (part instanceof Map) return [...part];
  return isPairs(part) ? part : Object.entries(part);
}

function isPairs(part: Entries): part is readonly Entry[] {
  return Array.isArray(part);
}

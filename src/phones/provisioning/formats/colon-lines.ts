import type { Parameters } from '../../brands/parameters';
import { oneLine } from './one-line';

/** `name: value` lines of Aastra and Mitel, where a `#` begins a comment also behind a value. */
export function writeColonLines(parameters: Parameters): Buffer {
  const lines = [...parameters].map(([name, value]) =>
    `${name}: ${guarded(oneLine(value).trim())}`.trimEnd(),
  );
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}

/** In quotes where something in it could be taken for a comment, or for quotes of ours. */
function guarded(value: string): string {
  return /#|^"|"$/.test(value) ? `"${value}"` : value;
}

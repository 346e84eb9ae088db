import type { Parameters } from '../../brand';

/** `name: value` lines of Aastra and Mitel, where a `#` begins a comment also behind a value. */
export function writeColonLines(parameters: Parameters): Buffer {
  const lines = [...parameters].map(([name, value]) => `${name}: ${guarded(oneLine(value))}`.trimEnd());
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}

function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** In quotes where something in it could be taken for a comment, or for quotes of ours. */
function guarded(value: string): string {
  return /#|^"|"$/.test(value) ? `"${value}"` : value;
}

import type { Parameters } from '../../brands/parameters';
import { oneLine } from './one-line';

/** `name: value` lines of Aastra and Mitel. A `#` starts a comment, also after a value. */
export function writeColonLines(parameters: Parameters): Buffer {
  const lines = [...parameters].map(([name, value]) =>
    `${name}: ${quoteIfNeeded(oneLine(value).trim())}`.trimEnd(),
  );
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}

/** Quotes a value that contains `#`, or that starts or ends with a quote. */
function quoteIfNeeded(value: string): string {
  return /#|^"|"$/.test(value) ? `"${value}"` : value;
}

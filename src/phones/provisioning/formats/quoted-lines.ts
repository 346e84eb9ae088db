import type { Parameters } from '../../brands/parameters';
import { oneLine } from './one-line';

/** The first line; without it, a Panasonic phone ignores the file. */
const HEADER = '# Panasonic SIP Phone Standard Format File # DO NOT CHANGE THIS LINE!';
const MAX_VALUE_BYTES = 500;

/**
 * Panasonic's `NAME="value"` lines: no space outside the quotes, CR LF after each line, an empty line at the end. How to
 * escape a quote inside a value is not documented, so it is written as it is. A value that is too long is cut, because
 * the phone would ignore the whole line.
 */
export function writeQuotedLines(parameters: Parameters): Buffer {
  const lines = [...parameters].map(([name, value]) => `${name}="${cut(oneLine(value))}"`);
  return Buffer.from(`${[HEADER, ...lines, '', ''].join('\r\n')}`, 'utf8');
}

function cut(value: string): string {
  let used = 0;
  let head = '';
  for (const character of value) {
    used += Buffer.byteLength(character);
    if (used > MAX_VALUE_BYTES) break;
    head += character;
  }
  return head;
}

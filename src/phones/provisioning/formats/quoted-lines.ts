import type { Parameters } from '../../brands/parameters';
import { oneLine } from './one-line';

/** The first line without which a Panasonic phone does not read the file. */
const HEADER = '# Panasonic SIP Phone Standard Format File # DO NOT CHANGE THIS LINE!';
const LONGEST_VALUE = 500;

/**
 * `NAME="value"` lines of Panasonic, without a space outside of the quotes, each ended by CR LF, and an empty line at the
 * end. Nobody says how a quote inside a value is written, so it stands as it is. A longer value than the phone reads
 * is cut: it would ignore the whole line.
 */
export function writeQuotedLines(parameters: Parameters): Buffer {
  const lines = [...parameters].map(([name, value]) => `${name}="${cut(oneLine(value))}"`);
  return Buffer.from(`${[HEADER, ...lines, '', ''].join('\r\n')}`, 'utf8');
}

function cut(value: string): string {
  let used = 0;
  let kept = '';
  for (const character of value) {
    used += Buffer.byteLength(character);
    if (used > LONGEST_VALUE) break;
    kept += character;
  }
  return kept;
}

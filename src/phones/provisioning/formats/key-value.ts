import type { Parameters } from '../../brands/parameters';
import { oneLine } from './one-line';

/** The first line without which a Yealink phone does not read the file. */
const HEADER = '#!version:1.0.0.1';

/** `name = value` lines of Yealink. A value runs to the end of its line, so it may not hold a line break. */
export function writeKeyValue(parameters: Parameters): Buffer {
  const lines = [HEADER];
  for (const [name, value] of parameters) lines.push(`${name} = ${oneLine(value).trim()}`);
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}

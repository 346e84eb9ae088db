import type { Parameters } from '../../brands/parameters';
import { oneLine } from './one-line';

/** The first line; without it, a Yealink phone ignores the file. */
const HEADER = '#!version:1.0.0.1';

/** Yealink's `name = value` lines. A value ends with its line, so line breaks in it are replaced. */
export function writeKeyValue(parameters: Parameters): Buffer {
  const lines = [HEADER];
  for (const [name, value] of parameters) lines.push(`${name} = ${oneLine(value).trim()}`);
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}

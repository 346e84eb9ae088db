import type { Parameters } from '../../phones/brands/parameters';
import { readTextFile, UnreadableFile } from './unreadable-file';

/**
 * `name: value` lines. A value in quotes runs to the last quote of its line; any other to the first `#`, which begins a
 * comment wherever it stands.
 */
export function parseColonLines(bytes: Uint8Array): Parameters {
  const parameters = new Map<string, string>();
  for (const [index, line] of readTextFile(bytes).split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const colon = trimmed.indexOf(':');
    const name = trimmed.slice(0, colon).trim();
    if (colon < 0 || name === '' || name.includes('#')) {
      throw new UnreadableFile(`line ${index + 1} is not "name: value"`);
    }
    parameters.set(name, readValue(trimmed.slice(colon + 1).trim(), index + 1));
  }
  return parameters;
}

function readValue(raw: string, line: number): string {
  if (!raw.startsWith('"')) return raw.replace(/#.*$/, '').trim();
  const end = raw.lastIndexOf('"');
  if (end === 0) throw new UnreadableFile(`line ${line} has a quote that does not end`);
  if (!/^\s*(#.*)?$/.test(raw.slice(end + 1)))
    throw new UnreadableFile(`line ${line} goes on after its quotes`);
  return raw.slice(1, end);
}

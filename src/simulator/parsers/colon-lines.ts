import type { Parameters } from '../../phones/brands/parameters';
import { readTextFile, UnreadableFile } from './unreadable-file';

/**
 * `name: value` lines. A quoted value ends at the last quote of its line, any other at the first `#`, which starts a
 * comment.
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
  if (end === 0) throw new UnreadableFile(`line ${line} has an unclosed quote`);
  if (!/^\s*(#.*)?$/.test(raw.slice(end + 1)))
    throw new UnreadableFile(`line ${line} continues after the closing quote`);
  return raw.slice(1, end);
}

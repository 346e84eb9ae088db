import type { Parameters } from '../../phones/brands/parameters';
import { readTextFile, UnreadableFile } from './unreadable-file';

const HEADER = '#!version:1.0.0.1';

/**
 * `name = value` lines below a version line. A `#` starts a comment only at the start of a line. A value ends with
 * its line and is trimmed. Special values such as `%NULL%` are left to the device profile.
 */
export function parseKeyValue(bytes: Uint8Array): Parameters {
  const [first, ...lines] = readTextFile(bytes).split(/\r?\n/);
  if (first?.trim() !== HEADER) throw new UnreadableFile(`the first line is not ${HEADER}`);
  const parameters = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const name = line.slice(0, equals).trim();
    if (equals < 0 || name === '' || /\s/.test(name)) {
      throw new UnreadableFile(`line ${index + 2} is not "name = value"`);
    }
    parameters.set(name, line.slice(equals + 1).trim());
  }
  return parameters;
}

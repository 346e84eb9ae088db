import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissingPath } from '../lib/errors';

/** Whether a file name has wildcards. */
export function isPattern(name: string): boolean {
  return /[*?[]/.test(name);
}

/**
 * The files that match an absolute pattern (`*`, `?`, `[a-z]` in any part of the path), sorted by name. A missing
 * folder has no files. Errors: a folder cannot be read.
 */
export async function expandPattern(pattern: string): Promise<readonly string[]> {
  let found = ['/'];
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    const next: string[] = [];
    for (const folder of found) for (const file of await expandPart(folder, part)) next.push(file);
    found = next;
  }
  return found;
}

async function expandPart(folder: string, part: string): Promise<readonly string[]> {
  if (!isPattern(part)) return [path.join(folder, part)];
  const matches = matcher(part);
  const names = (await namesIn(folder)).filter(
    (name) => matches.test(name) && (part.startsWith('.') || !name.startsWith('.')),
  );
  return names.sort().map((name) => path.join(folder, name));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissingPath(error)) return [];
    throw error;
  }
}

function matcher(part: string): RegExp {
  const source = part.replace(/\[(!?)([^\]]+)\]|[*?]|[^*?[]+|\[/g, (token, not: string, set: string) => {
    if (token === '*') return '.*';
    if (token === '?') return '.';
    if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replace(/[\\^[\]]/g, '\\$&')}]`;
    return token.replace(/[\\^$.+()|{}[\]*?/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'su');
}

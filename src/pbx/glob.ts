import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissingPath } from '../lib/errors';

/** Whether a file name stands for several files. */
export function isPattern(name: string): boolean {
  return /[*?[]/.test(name);
}

/**
 * The files that an absolute pattern (`*`, `?`, `[a-z]` in any part of the path) stands for, in the order of
 * their names. A folder that does not exist holds no files; one that cannot be read is an error.
 */
export async function expandPattern(pattern: string): Promise<readonly string[]> {
  let found = ['/'];
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    const next: string[] = [];
    for (const folder of found) next.push(...(await expandPart(folder, part)));
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

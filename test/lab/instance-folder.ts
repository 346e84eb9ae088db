import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes a folder for one instance below the parent. Folders of instances whose process was killed are removed on the
 * way, as nobody else would.
 * @returns its name
 */
export function newInstanceFolder(parent: string): string {
  mkdirSync(parent, { recursive: true });
  removeLeftovers(parent);
  const name = `${process.pid}-${randomBytes(4).toString('hex')}`;
  mkdirSync(join(parent, name));
  return name;
}

function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [owner = ''] = name.split('-');
    if (!existsSync(`/proc/${owner}`)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

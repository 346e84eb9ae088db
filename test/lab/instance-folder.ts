import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Creates a folder for one instance in the parent, and removes the folders of instances whose process was killed.
 * @returns the name of the folder
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

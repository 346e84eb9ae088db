import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { labDir } from './paths.cjs';

/** The exact version to test for each major version. */
const VERSIONS = { 18: '18.20.8', 20: '20.20.2', 22: '22.23.1' } as const;

const run = promisify(execFile);

/**
 * The path of a Node binary of this major version. Installs it from npm if the lab has none.
 * @throws Error when npm has none for this machine
 */
export async function nodeBinary(major: keyof typeof VERSIONS): Promise<string> {
  const name = `node-linux-${process.arch}`;
  const folder = join(labDir(), `node-${VERSIONS[major]}`);
  const binary = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) {
    const packageSpec = `${name}@${VERSIONS[major]}`;
    await run('npm', [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      packageSpec,
    ]);
  }
  return binary;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** The folder of package.json. */
export const PROJECT = path.resolve(__dirname, '../..');

/** The text of a file of the project. Errors: the file system's own. */
export function projectFile(name: string): string {
  return readFileSync(path.join(PROJECT, name), 'utf8');
}

const Versions = z.record(z.string(), z.string());

const Package = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  engines: z.object({ node: z.string() }),
  bin: z.object({ hotdesk: z.string() }),
  scripts: Versions,
  dependencies: Versions,
  optionalDependencies: Versions,
  devDependencies: Versions,
  overrides: Versions,
});

/** package.json, as far as the other files must agree with it. */
export const PACKAGE = Package.parse(JSON.parse(projectFile('package.json')));

/** The file that `npm start` runs. */
export function entryFile(): string {
  const entry = /node (\S+)$/.exec(PACKAGE.scripts.start ?? '')?.[1];
  if (entry === undefined) throw new Error('the script "start" runs no file with node');
  return entry;
}

/** The oldest Node.js on which the service runs, such as `18.19`. */
export function oldestNode(): string {
  const oldest = /^>=(\d+\.\d+)$/.exec(PACKAGE.engines.node)?.[1];
  if (oldest === undefined) throw new Error('"engines" names no oldest Node.js');
  return oldest;
}

/** All names of settings that a text mentions. */
export function settingsIn(text: string): string[] {
  return [...new Set(text.match(/\bHOTDESK_[A-Z_]+\b/g))];
}

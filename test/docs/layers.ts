import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GeneratedDocument } from './documents';

const root = path.resolve(__dirname, '../..');
const FILE = 'docs/architecture.md';
const BEGIN = '<!-- layers:begin -->';
const END = '<!-- layers:end -->';
const BLOCK = new RegExp(`${BEGIN}[\\s\\S]*?${END}`);

type Arrows = ReadonlyMap<string, readonly string[]>;

interface Cruised {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string; readonly coreModule: boolean }[];
}

/** The list of layers in docs/architecture.md: which folder imports which, types included. */
export const layersDocument: GeneratedDocument = {
  file: FILE,
  render() {
    const page = readFileSync(path.join(root, FILE), 'utf8');
    if (!BLOCK.test(page)) throw new Error(`${FILE} has no block between ${BEGIN} and ${END}`);
    return page.replace(BLOCK, `${BEGIN}\n${listOf(arrows(cruise()))}\n${END}`);
  },
};

function cruise(): readonly Cruised[] {
  const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'phoneapps', 'sql'];
  const output = execFileSync(process.execPath, [program, ...options], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 27,
  });
  return JSON.parse(output).modules;
}

/** From each folder to the folders that it imports. */
function arrows(modules: readonly Cruised[]): Arrows {
  const found = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    for (const { resolved, coreModule } of dependencies) {
      if (coreModule || resolved.includes('node_modules')) continue;
      const [from, to] = [folderOf(source), folderOf(resolved)];
      if (from !== to) found.set(from, (found.get(from) ?? new Set()).add(to));
    }
  }
  return new Map([...found].map(([from, to]) => [from, [...to].sort()]));
}

/** `src/desk/sessions/log-in.ts` is in `src/desk`; `src/main.ts` is itself. */
function folderOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'src' ? `src/${second}` : top;
}

/** The longest way down from a folder: it stands above everything that it imports. */
function height(all: Arrows, folder: string): number {
  return 1 + Math.max(-1, ...(all.get(folder) ?? []).map((to) => height(all, to)));
}

function listOf(all: Arrows): string {
  const rows = [...all]
    .map(([from, to]) => ({ from, to, height: height(all, from) }))
    .sort((a, b) => b.height - a.height || a.from.localeCompare(b.from));
  const width = Math.max(...rows.map(({ from }) => from.length));
  return ['```', ...rows.map(({ from, to }) => `${from.padEnd(width)} → ${to.join(', ')}`), '```'].join('\n');
}

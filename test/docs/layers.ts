import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GeneratedDocument } from './documents';

const root = path.resolve(__dirname, '../..');
const FILE = 'docs/architecture.md';

type Arrows = ReadonlyMap<string, readonly string[]>;

interface Cruised {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string; readonly coreModule: boolean }[];
}

/** The picture and the list of layers in docs/architecture.md: which folder imports which, types included. */
export const layersDocument: GeneratedDocument = {
  file: FILE,
  render() {
    const all = arrows(cruise());
    const page = readFileSync(path.join(root, FILE), 'utf8');
    return withBlock(withBlock(page, 'picture', pictureOf(all)), 'layers', listOf(all));
  },
};

function withBlock(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const block = new RegExp(`${begin}[\\s\\S]*?${end}`);
  if (!block.test(page)) throw new Error(`${FILE} has no block between ${begin} and ${end}`);
  return page.replace(block, () => `${begin}\n${text}\n${end}`);
}

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

/** The folders from the top: each stands above everything that it imports. */
function fromTheTop(all: Arrows): readonly (readonly [from: string, to: readonly string[]])[] {
  return [...all].sort(([one], [other]) => height(all, other) - height(all, one) || one.localeCompare(other));
}

function listOf(all: Arrows): string {
  const rows = fromTheTop(all);
  const width = Math.max(...rows.map(([from]) => from.length));
  return ['```', ...rows.map(([from, to]) => `${from.padEnd(width)} → ${to.join(', ')}`), '```'].join('\n');
}

/** The arrows as a Mermaid graph, without those that a longer path replaces. */
function pictureOf(all: Arrows): string {
  const rows = fromTheTop(all).map(([from, to]) => {
    const direct = to.filter((target) => !to.some((other) => reaches(all, other, target)));
    return `  ${node(from)} --> ${direct.map(node).join(' & ')}`;
  });
  return ['```mermaid', 'graph TD', ...rows, '```'].join('\n');
}

/** Whether a folder imports another one, directly or through others. */
function reaches(all: Arrows, from: string, target: string): boolean {
  return (all.get(from) ?? []).some((to) => to === target || reaches(all, to, target));
}

/** `desk[src/desk]`: an id that Mermaid accepts, and the path as its label. */
function node(folder: string): string {
  return `${path.basename(folder, '.ts')}[${folder}]`;
}

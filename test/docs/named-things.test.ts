import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createMetrics } from '../../src/admin/metrics/metrics';
import { deskSettingsSchema } from '../../src/desk/settings';
import { GENERATED_DOCUMENTS } from './documents';

const root = path.resolve(__dirname, '../..');
/** Of docs/architecture.md only the picture and the list of layers are generated. */
const generated = new Set(
  GENERATED_DOCUMENTS.map(({ file }) => file).filter((file) => file !== 'docs/architecture.md'),
);
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'bench/README.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map(
    (file) => `docs/${file}`,
  ),
].filter((file) => file.endsWith('.md') && !generated.has(file));

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const exists = (file: string): boolean => existsSync(path.join(root, file));

/** Everything in backticks, without blocks of code. */
function codeIn(page: string): string[] {
  const prose = read(page).replace(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

function pathsIn(page: string): string[] {
  return codeIn(page).filter(
    // phoneapps/acme is the example of docs/adding-a-brand.md.
    (code) =>
      /^(src|test|docs|sql|phoneapps|bench)\/[\w./-]*$/.test(code) && !code.startsWith('phoneapps/acme/'),
  );
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

function anchorsIn(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

const sources = ['src', 'phoneapps', 'sql'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith('.ts')),
);
const exported = new Set(
  sources.flatMap((file) =>
    [...read(file).matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map(([, name = '']) => name),
  ),
);

describe.each(pages)('%s', (page) => {
  test('names only files and folders that exist', () => {
    expect(pathsIn(page).filter((named) => !exists(named))).toEqual([]);
  });

  test('links only to pages and headings that exist', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      if (!exists(target)) return true;
      return anchor !== undefined && !anchorsIn(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('names only functions that are exported', () => {
    const functions = codeIn(page).flatMap((code) => /^(\w+)\(\)$/.exec(code)?.[1] ?? []);
    expect(functions.filter((name) => !exported.has(name))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  test('names a file for each function, and the file exports it', () => {
    const pairs = [...read('docs/architecture.md').matchAll(/`(\w+)\(\)`\s+\(`(src\/[\w./-]+\.ts)`/g)];
    expect(pairs.length).toBeGreaterThan(15);
    const wrong = pairs.filter(([, name = '', file = '']) => {
      const declared = new RegExp(`^export (?:async )?(?:function|const) ${name}\\b`, 'm');
      return !declared.test(read(file));
    });
    expect(wrong.map(([text]) => text)).toEqual([]);
  });

  test('has a row for each folder of src', () => {
    const layers = read('docs/architecture.md');
    const folders = readdirSync(path.join(root, 'src')).filter((name) =>
      statSync(path.join(root, 'src', name)).isDirectory(),
    );
    expect(folders.filter((name) => !layers.includes(`| \`src/${name}/\` |`))).toEqual([]);
  });
});

describe('docs/glossary.md', () => {
  const glossary = read('docs/glossary.md');

  test('names types and fields where they are', () => {
    const pairs = [...glossary.matchAll(/`(\w+)` in `(src\/[\w./-]+\.ts)`/g)];
    expect(pairs.length).toBeGreaterThan(20);
    const wrong = pairs.filter(([, name = '', file = '']) => !new RegExp(`\\b${name}\\b`).test(read(file)));
    expect(wrong.map(([text]) => text)).toEqual([]);
  });

  test('names only metrics that the service has', () => {
    const metrics = createMetrics({ forProcess: false }).registry.getMetricsAsArray();
    const named = [...glossary.matchAll(/`(hotdesk_\w+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !metrics.some((metric) => metric.name === name))).toEqual([]);
  });

  test('names only REST paths that the admin API has', () => {
    const { paths } = JSON.parse(read('docs/openapi.json'));
    const named = [...glossary.matchAll(/`(\/api\/[^`]+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in paths))).toEqual([]);
  });

  test('names only settings that the service has', () => {
    const named = [...glossary.matchAll(/settings? `(\w+)`(?:, `(\w+)`)?/g)].flatMap(([, ...names]) =>
      names.filter((name) => name !== undefined),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in deskSettingsSchema.shape))).toEqual([]);
  });
});

import { BRANDS } from '../../phoneapps';
import type { Key } from '../../src/desk/model';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { FormField, Screen } from '../../src/phones/screens/screen';
import { STRINGS } from '../../src/phones/screens/strings';
import { readXmlDocument, type XmlNode } from '../../src/simulator/xml';
import { PUBLISHED_XML_CONFIGS, type PublishedConfig } from './published-configs';
import { PUBLISHED_LINE_CONFIGS } from './published-line-configs';
import { PUBLISHED_SCREENS, type PublishedElement, type PublishedScreens } from './published-screens';
import { fileFor, loggedIn, loggedOut, type ModelRow } from './support';

// Compares names and order in our documents with published ones. The simulator's readers are not used: files are read as
// plain XML or line by line.

const ACTION = 'http://192.0.2.10:8480/apps/token/i/login?extension=1001';
const EXTENSION: FormField = { name: 'extension', label: 'Extension', type: 'digits', masked: false };
const PASSWORD: FormField = { name: 'password', label: 'Password', type: 'digits', masked: true };

const PUBLISHED_CONFIGS = [...PUBLISHED_XML_CONFIGS, ...PUBLISHED_LINE_CONFIGS];

function screensProfileOf(fields: readonly FormField[]): readonly Screen[] {
  const items = [
    { label: 'Login', url: 'http://192.0.2.10:8480/apps/token/i/login' },
    { label: 'Logout', url: 'http://192.0.2.10:8480/apps/token/i/logout' },
  ];
  return [
    { kind: 'menu', title: 'Hot desk', items },
    { kind: 'form', title: 'Login', action: ACTION, fields },
    { kind: 'message', title: 'Refused', text: 'Jürgen Ñandú 張, try again.', next: ACTION },
    { kind: 'message', title: 'Logged in', text: 'Done.', next: null },
  ];
}

/** The differences between a document and the published one, as text. */
function differences({ elements }: PublishedScreens, element: XmlNode): string[] {
  const { name, attributes, children, text } = element;
  const known = elements[name];
  if (known === undefined) return [`${name}`];
  const names = children.map((child) => child.name);
  return [
    ...[...attributes.keys()]
      .filter((key) => !known.attributes?.includes(key))
      .map((key) => `${name}@${key}`),
    ...names.filter((child) => !known.children?.includes(child)).map((child) => `${name}>${child}`),
    ...(known.needs ?? [])
      .filter((child) => !names.includes(child))
      .map((child) => `${name} without ${child}`),
    ...(isInOrder(known, names) ? [] : [`${name}: ${names.join(', ')}`]),
    ...Object.entries(known.values ?? {}).flatMap(([what, allowed]) => {
      const value = what === 'text' ? text.trim() : attributes.get(what.slice(1));
      return value === undefined || allowed.test(value) ? [] : [`${name} ${what}=${value}`];
    }),
    ...children.flatMap((child) => differences({ elements } as PublishedScreens, child)),
  ];
}

function isInOrder({ children = [], mixed }: PublishedElement, names: readonly string[]): boolean {
  const places = names.filter((name) => children.includes(name)).map((name) => children.indexOf(name));
  return mixed === true || places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0));
}

const SCREEN_CASES = PUBLISHED_SCREENS.flatMap((published) =>
  published.brands.map((id) => [id, published.source, published] as const),
);

describe.each(SCREEN_CASES)('the pages of %s, compared with %s', (id, _source, published) => {
  const brand = BRANDS.find((candidate) => candidate.id === id);
  const profile = brand?.screens;
  if (!brand || !profile) throw new Error(`${id} shows no pages`);
  const takesTwo = Object.values(brand.models).some(({ formFields }) => (formFields ?? 0) > 1);
  const screens = screensProfileOf(takesTwo ? [EXTENSION, PASSWORD] : [PASSWORD]);

  test('have the same roots, elements, attributes, order and values, and beyond it only the listed additions', () => {
    const different = new Set<string>();
    for (const screen of screens) {
      const root = readXmlDocument(writeScreen(screen, profile, STRINGS.en).bytes);
      expect(root.name).toBe(published.roots[screen.kind]);
      for (const difference of differences(published, root)) different.add(difference);
    }
    expect([...different].sort()).toEqual([...published.beyond].sort());
  });
});

/** Whether the rule `a>b@x,y` allows this path with these attributes; `*` is one name. */
function allows(rule: string, path: string, attributes: readonly string[]): boolean {
  const [kind = '', said = ''] = rule.split('@');
  const pattern = new RegExp(`^${kind.replaceAll('*', '[^>]+')}$`);
  return pattern.test(path) && (said === '*' || attributes.every((name) => said.split(',').includes(name)));
}

interface Found {
  readonly path: string;
  readonly element: XmlNode;
}

function walk(element: XmlNode, above = ''): Found[] {
  const path = above === '' ? element.name : `${above}>${element.name}`;
  return [{ path, element }, ...element.children.flatMap((child) => walk(child, path))];
}

const isXml = (text: string) => text.startsWith('<?xml');

/** The names in a file: elements, attributes, and the values of `name` and `id` attributes. */
function namesIn(text: string): string[] {
  if (!isXml(text)) return text.split(/\r?\n/).map((line) => (line.startsWith('<') ? line : nameOf(line)));
  return walk(readXmlDocument(Buffer.from(text, 'utf8'))).flatMap(({ element: { name, attributes } }) => [
    name,
    ...attributes.keys(),
    ...['name', 'id'].flatMap((key) => attributes.get(key) ?? []),
  ]);
}

function nameOf(line: string): string {
  return (/^([^:="]+?)\s*[:=]/.exec(line)?.[1] ?? line).trim();
}

function filesOf({ brand: id, model: name }: PublishedConfig): string[] {
  const brand = BRANDS.find((candidate) => candidate.id === id);
  const model = brand?.models[name];
  if (!brand || !model) throw new Error(`no ${id} ${name}`);
  const row: ModelRow = { brand, name, model };
  const keys: Key[] = [
    { kind: 'blf', value: '1002', label: 'Bob' },
    { kind: 'speed-dial', value: '1003', label: 'Carol' },
  ];
  return [
    fileFor(row, loggedIn(row, { keys, options: { phoneAdminPassword: 'admin' } })),
    fileFor(row, loggedOut(row)),
  ].map(String);
}

const CONFIG_CASES = PUBLISHED_CONFIGS.map(
  (published) => [`${published.brand} ${published.model}`, published.source, published] as const,
);

describe.each(CONFIG_CASES)('the files of a %s, compared with %s', (_title, _source, published) => {
  const files = filesOf(published);

  test('have its names in its spelling', () => {
    const found = new Set(files.flatMap(namesIn));
    expect(published.names.filter((name) => !found.has(name))).toEqual([]);
  });

  test('have no other elements or attributes, if it lists them', () => {
    const different = files.filter(isXml).flatMap((text) =>
      walk(readXmlDocument(Buffer.from(text, 'utf8'))).flatMap(({ path, element: { attributes } }) => {
        const wrong = [...attributes].filter(
          ([name, value]) => !(published.attributeValues?.[name]?.test(value) ?? true),
        );
        const named = [...attributes.keys()];
        const isKnown = published.elements?.some((rule) => allows(rule, path, named)) ?? true;
        return [
          ...(isKnown ? [] : [`${path}@${named.join()}`]),
          ...wrong.map(([name, value]) => `${name}=${value}`),
        ];
      }),
    );
    expect([...new Set(different)]).toEqual([]);
    expect(published.lines === undefined).toBe(files.every(isXml));
  });

  test('have its lines, if it is a line format', () => {
    const { lines } = published;
    for (const text of lines ? files : []) {
      const all = text.split('\n');
      expect(all.pop()).toBe(''); // the last line has a line end too
      const bare = all.map((line) => (lines?.end === '\r\n' ? line.replace(/\r$/, '') : line));
      if (lines?.end === '\r\n') expect(all.every((line) => line.endsWith('\r'))).toBe(true);
      expect(bare[0]).toMatch(lines?.first ?? '');
      expect(bare.at(-1)).toMatch(lines?.last ?? '');
      expect(bare.slice(1, -1).filter((line) => !lines?.other.test(line))).toEqual([]);
    }
  });

  test('have its order, if it has one', () => {
    for (const text of files) {
      const places = (published.order ?? [])
        .map((name) => namesIn(text).indexOf(name))
        .filter((at) => at >= 0);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });
});

test('every brand with pages and every format is compared with a published document', () => {
  const withPages = BRANDS.filter(({ screens }) => screens !== null).map(({ id }) => id);
  expect(PUBLISHED_SCREENS.flatMap(({ brands }) => brands).sort()).toEqual(withPages.sort());
  expect([...new Set(PUBLISHED_CONFIGS.map(({ brand }) => brand))].sort()).toEqual(
    BRANDS.map(({ id }) => id).sort(),
  );
  for (const { elements, lines, order } of PUBLISHED_CONFIGS)
    expect(elements !== undefined || lines !== undefined || order !== undefined).toBe(true);
});

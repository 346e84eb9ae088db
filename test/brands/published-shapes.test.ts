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

// Our documents beside those that others published: what they call things, in which order, and no more. Nothing here
// asks our own writers or the readers of our simulator; files are read as plain XML, or line by line.

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

/** Everything in which a document differs from what is published, in words. */
function strayings({ elements }: PublishedScreens, element: XmlNode): string[] {
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
    ...children.flatMap((child) => strayings({ elements } as PublishedScreens, child)),
  ];
}

function isInOrder({ children = [], mixed }: PublishedElement, names: readonly string[]): boolean {
  const places = names.filter((name) => children.includes(name)).map((name) => children.indexOf(name));
  return mixed === true || places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0));
}

const SCREEN_CASES = PUBLISHED_SCREENS.flatMap((published) =>
  published.brands.map((id) => [id, published.source, published] as const),
);

describe.each(SCREEN_CASES)('the pages of %s, beside %s', (id, _source, published) => {
  const brand = BRANDS.find((candidate) => candidate.id === id);
  const profile = brand?.screens;
  if (!brand || !profile) throw new Error(`${id} shows no pages`);
  const takesTwo = Object.values(brand.models).some(({ formFields }) => (formFields ?? 0) > 1);
  const screens = screensProfileOf(takesTwo ? [EXTENSION, PASSWORD] : [PASSWORD]);

  test('have its roots, elements, attributes, order and words, and beyond it only what is named', () => {
    const strayed = new Set<string>();
    for (const screen of screens) {
      const root = readXmlDocument(writeScreen(screen, profile, STRINGS.en).bytes);
      expect(root.name).toBe(published.roots[screen.kind]);
      for (const straying of strayings(published, root)) strayed.add(straying);
    }
    expect([...strayed].sort()).toEqual([...published.beyond].sort());
  });
});

/** `a>b@x,y` as a test of paths and of attributes; `*` is one name. */
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

/** What a file calls things: elements, names of attributes, and what attributes call `name` or `id`. */
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

describe.each(CONFIG_CASES)('the files of a %s, beside %s', (_title, _source, published) => {
  const files = filesOf(published);

  test('spell names as it does', () => {
    const found = new Set(files.flatMap(namesIn));
    expect(published.names.filter((name) => !found.has(name))).toEqual([]);
  });

  test('have no other elements or attributes where it says which there are', () => {
    const strayed = files.filter(isXml).flatMap((text) =>
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
    expect([...new Set(strayed)]).toEqual([]);
    expect(published.lines === undefined).toBe(files.every(isXml));
  });

  test('have its lines, where it has lines', () => {
    const { lines } = published;
    for (const text of lines ? files : []) {
      const all = text.split('\n');
      expect(all.pop()).toBe(''); // the last line ends, too
      const bare = all.map((line) => (lines?.end === '\r\n' ? line.replace(/\r$/, '') : line));
      if (lines?.end === '\r\n') expect(all.every((line) => line.endsWith('\r'))).toBe(true);
      expect(bare[0]).toMatch(lines?.first ?? '');
      expect(bare.at(-1)).toMatch(lines?.last ?? '');
      expect(bare.slice(1, -1).filter((line) => !lines?.other.test(line))).toEqual([]);
    }
  });

  test('have its order, where it has one', () => {
    for (const text of files) {
      const places = (published.order ?? [])
        .map((name) => namesIn(text).indexOf(name))
        .filter((at) => at >= 0);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });
});

test('every brand with pages and every format is beside something published', () => {
  const withPages = BRANDS.filter(({ screens }) => screens !== null).map(({ id }) => id);
  expect(PUBLISHED_SCREENS.flatMap(({ brands }) => brands).sort()).toEqual(withPages.sort());
  expect([...new Set(PUBLISHED_CONFIGS.map(({ brand }) => brand))].sort()).toEqual(
    BRANDS.map(({ id }) => id).sort(),
  );
  for (const { elements, lines, order } of PUBLISHED_CONFIGS)
    expect(elements !== undefined || lines !== undefined || order !== undefined).toBe(true);
});

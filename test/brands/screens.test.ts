import { BRANDS } from '../../phoneapps';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { FormField, Screen } from '../../src/phones/screens/screen';
import type { AastraProfile } from '../../src/phones/screens/screens-profile';
import { STRINGS } from '../../src/phones/screens/strings';
import { readAastraPage } from '../../src/simulator/browser/aastra-reader';
import type { DisplayedScreen } from '../../src/simulator/browser/displayed-screen';
import { readXmlDocument, type XmlNode } from '../../src/simulator/xml';
import fc from '../fast-check';

// Thousands of pages are written and read. No test asserts a time.
jest.setTimeout(60_000);

/** Brands of this dialect; every other dialect has its own suite. */
const withScreens: [string, AastraProfile][] = BRANDS.flatMap(({ id, screens }) =>
  screens?.dialect === 'aastra' ? [[id, screens]] : [],
);

const URL = 'http://192.0.2.10:8480/apps/token/i/login?extension=1001&a=1';
const EXTENSION: FormField = { name: 'extension', label: 'Extension', type: 'digits', masked: false };
const PASSWORD: FormField = { name: 'password', label: 'Password', type: 'text', masked: true };

/** Text without control characters and without spaces around it. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...`&<>"';#%]-! a`), maxLength: 30 }),
    fc.constantFrom('&amp;', '&lt;b&gt;', ']]>', '<Title>', 'Jürgen Ñandú 张', '</TextMenu>'),
  )
  .map((value) => value.replace(/\p{Cc}/gu, '').trim());
const url = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map(
    (value) =>
      `http://192.0.2.10:8480/apps/t/i?a=1&lt;2&b=${encodeURIComponent(value.replace(/\p{Cs}/gu, ''))}`,
  );
const screen: fc.Arbitrary<Screen> = fc.oneof(
  fc.record({
    kind: fc.constant('menu' as const),
    title: text,
    items: fc.array(fc.record({ label: text, url }), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant('form' as const),
    title: text,
    action: url,
    fields: fc.constantFrom([EXTENSION], [EXTENSION, PASSWORD]),
  }),
  fc.record({ kind: fc.constant('message' as const), title: text, text, next: fc.option(url) }),
);

/** What the phone shows of a screen. */
function shown(what: Screen, profile: AastraProfile): DisplayedScreen {
  return readAastraPage(writeScreen(what, profile, STRINGS.en).bytes, profile);
}

const labelsAndActions = ({ softKeys }: DisplayedScreen) =>
  softKeys.map(({ label, does }) => [label, 'open' in does ? does.open : does.action]);

describe.each(withScreens)('the screens of %s', (_, profile) => {
  test('a menu has numbered items that open their URLs', () => {
    const items = [
      { label: 'Logout', url: `${URL}1` },
      { label: 'Login as other', url: `${URL}2` },
    ];
    const menu = shown({ kind: 'menu', title: 'Hot desk', items }, profile);
    expect(menu).toMatchObject({ kind: 'menu', title: 'Hot desk', numbered: true, highlighted: 1, items });
    expect(labelsAndActions(menu)).toEqual([
      ['Select', 'select'],
      ['Exit', 'exit'],
    ]);
  });

  test.each([
    ['one field', [PASSWORD]],
    ['two fields', [EXTENSION, PASSWORD]],
  ])('a form with %s is empty, and its password is masked', (_title, fields) => {
    const form = shown({ kind: 'form', title: 'Login', action: URL, fields }, profile);
    const expected = fields.map((field) => ({ ...field, editable: true, value: '' }));
    expect(form).toMatchObject({ kind: 'form', title: 'Login', action: URL, fields: expected });
    expect(labelsAndActions(form)).toEqual([
      ['OK', 'submit'],
      ['Cancel', 'exit'],
    ]);
  });

  test.each([
    ['has a next page', URL, [['OK', URL]]],
    ['has no next page', null, []],
  ])('a message that %s', (_title, next, nextKey) => {
    const message = shown({ kind: 'message', title: 'Login refused', text: 'Try again.', next }, profile);
    expect(message).toMatchObject({
      kind: 'text',
      title: 'Login refused',
      text: 'Try again.',
      doneUrl: next,
    });
    expect(labelsAndActions(message)).toEqual([...nextKey, ['Exit', 'exit']]);
  });

  test('every page has a timeout, does not beep, and has its soft keys in the places of the phone', () => {
    fc.assert(
      fc.property(screen, (what) => {
        const { bytes, contentType } = writeScreen(what, profile, STRINGS.en);
        const root = readXmlDocument(bytes);
        expect(root.name.startsWith(profile.prefix)).toBe(true);
        expect(root.attributes.get('Beep')).toBe('no');
        expect(contentType).toMatch(/^text\/xml; charset=utf-8$/);
        const page = readAastraPage(bytes, profile);
        expect(page.timeoutSeconds).toBeGreaterThan(0);
        const places = page.softKeys.map(({ index }) => index);
        expect([profile.softKeys.ok, profile.softKeys.exit]).toEqual(expect.arrayContaining(places));
        expect(places).toContain(profile.softKeys.exit);
      }),
    );
  });

  test('no text becomes an element or an attribute, and every text arrives unchanged', () => {
    const shape = ({ name, attributes, children }: XmlNode): unknown => [
      name,
      [...attributes.keys()],
      children.map(shape),
    ];
    fc.assert(
      fc.property(screen, (what) => {
        const { bytes } = writeScreen(what, profile, STRINGS.en);
        const plain = writeScreen(withPlainTexts(what), profile, STRINGS.en).bytes;
        expect(shape(readXmlDocument(bytes))).toEqual(shape(readXmlDocument(plain)));
        expect(readAastraPage(bytes, profile)).toMatchObject(textsOf(what));
      }),
    );
  });

  test('a menu of thirty long items fits, and a longer one is cut to the items that the phone shows', () => {
    const items = Array.from({ length: 31 }, (_each, place) => ({
      label: `${place} Extension of a & b`,
      url: `http://${'h'.repeat(40)}:65535/apps/${'t'.repeat(22)}/i/login?n=${place}`,
    }));
    const thirty = writeScreen(
      { kind: 'menu', title: 'Hot desk', items: items.slice(0, 30) },
      profile,
      STRINGS.en,
    );
    expect(thirty.bytes.length).toBeLessThanOrEqual(profile.maxBytes);
    const menu = shown({ kind: 'menu', title: 'Hot desk', items }, profile);
    expect(menu.kind === 'menu' ? menu.items : []).toEqual(items.slice(0, profile.maxMenuItems));
  });

  test('a page that is too large for the phone throws', () => {
    const large = { kind: 'message' as const, title: 'x', text: 'x'.repeat(profile.maxBytes), next: null };
    expect(() => writeScreen(large, profile, STRINGS.en)).toThrow(/bytes/);
  });
});

/** The same screen with plain texts. */
function withPlainTexts(what: Screen): Screen {
  if (what.kind === 'menu') {
    return { ...what, title: 'x', items: what.items.map(() => ({ label: 'x', url: 'http://x/' })) };
  }
  if (what.kind === 'form') return { ...what, title: 'x', action: 'http://x/' };
  return { ...what, title: 'x', text: 'x', next: what.next === null ? null : 'http://x/' };
}

/** The texts and URLs that the display must show. */
function textsOf(what: Screen): object {
  if (what.kind === 'menu') return { title: what.title, items: what.items };
  if (what.kind === 'form') return { title: what.title, action: what.action };
  return { title: what.title, text: what.text, doneUrl: what.next };
}

describe.each(Object.entries(STRINGS))('the strings of the screens: %s', (_code, strings) => {
  const titles = Object.entries(strings).filter(([name]) => name.endsWith('Title'));
  const { login, loginAsOther, logout, extension, password, changePin, oldPassword, newPin, confirmPin } =
    strings;
  const labels = [
    login,
    loginAsOther,
    logout,
    extension,
    password,
    changePin,
    oldPassword,
    newPin,
    confirmPin,
  ];

  test('titles and labels fit on one line of a small phone, and soft key labels fit their place', () => {
    expect(titles.length).toBeGreaterThan(3);
    for (const [, title] of titles) expect([title, title.length <= 20]).toEqual([title, true]);
    for (const label of labels) expect([label, label.length <= 20]).toEqual([label, true]);
    for (const key of [strings.select, strings.exit, strings.ok, strings.cancel])
      expect([key, key.length <= 9]).toEqual([key, true]);
  });

  test('texts are short and have no markup characters', () => {
    for (const sentence of Object.values(strings)) expect(sentence).toMatch(/^[\p{L}\p{P}\p{N} ]{1,100}$/u);
  });

  test('choices on one page have different labels', () => {
    for (const choice of [
      [login, loginAsOther, logout, changePin],
      [oldPassword, newPin, confirmPin],
    ])
      expect(new Set(choice).size).toBe(choice.length);
  });
});

test('English strings are ASCII, which every phone can show', () => {
  for (const sentence of Object.values(STRINGS.en)) expect(sentence).toMatch(/^[\x20-\x7e]+$/);
});

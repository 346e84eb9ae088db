import { BRANDS } from '../../phoneapps';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { Screen } from '../../src/phones/screens/screen';
import type { CanvasProfile } from '../../src/phones/screens/screens-profile';
import { STRINGS } from '../../src/phones/screens/strings';
import { readCanvasPage } from '../../src/simulator/browser/canvas-reader';
import { readXmlDocument, type XmlNode } from '../../src/simulator/xml';
import fc from '../fast-check';

jest.setTimeout(60_000);

const withCanvas: [string, CanvasProfile][] = BRANDS.flatMap(({ id, screens }) =>
  screens?.dialect === 'canvas' ? [[id, screens]] : [],
);

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...`&<>"';#%]-!$ a`), maxLength: 30 }),
    fc.constantFrom('&amp;', ']]>', '<Y>', 'Jürgen Ñandú 张', '$0U $I $$', '</Screen>'),
  )
  .map((value) => value.replace(/\p{Cc}/gu, '').trim());
const url = text.map(
  (value) => `http://192.0.2.10/apps/t/i?a=1&lt=2&b=${encodeURIComponent(value.replace(/\p{Cs}/gu, ''))}`,
);
const FIELDS = [
  { name: 'extension', label: 'Extension', type: 'digits', masked: false },
  { name: 'password', label: 'Password', type: 'text', masked: true },
] as const;
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
    fields: fc.constantFrom(FIELDS.slice(0, 1), FIELDS),
  }),
  fc.record({ kind: fc.constant('message' as const), title: text, text, next: fc.option(url) }),
);

function shown(what: Screen, profile: CanvasProfile) {
  return readCanvasPage(writeScreen(what, profile, STRINGS.en).bytes, profile);
}

describe.each(withCanvas)('the pages of %s', (_, profile) => {
  test('no text becomes an element or an attribute, and everything is on the display', () => {
    const shape = ({ name, attributes, children }: XmlNode): unknown => [
      name,
      [...attributes.keys()],
      name === 'Contents' ? [] : children.map(shape),
    ];
    fc.assert(
      fc.property(screen, (what) => {
        const { bytes, contentType } = writeScreen(what, profile, STRINGS.en);
        expect(contentType).toBe('text/xml; charset=utf-8');
        expect(shape(readXmlDocument(bytes))).toEqual(
          shape(readXmlDocument(writeScreen(withPlainTexts(what), profile, STRINGS.en).bytes)),
        );
        readCanvasPage(bytes, profile);
      }),
    );
  });

  test('a menu opens its URLs by soft keys, a form sends its fields, a message opens its next URL', () => {
    fc.assert(
      fc.property(screen, (what) => {
        const page = shown(what, profile);
        const actions = page.softKeys.map(({ label, does }) => [
          label,
          'open' in does ? does.open : does.action,
        ]);
        if (what.kind === 'menu') {
          expect(actions).toEqual([...what.items.map((item) => [item.label, item.url]), ['Exit', 'exit']]);
        } else if (what.kind === 'form') {
          expect(page).toMatchObject({ kind: 'form', action: what.action, fields: what.fields });
          expect(actions).toEqual([
            ['OK', 'submit'],
            ['Cancel', 'exit'],
          ]);
        } else {
          const nextKey = what.next === null ? [] : [['OK', what.next]];
          expect(actions).toEqual([...nextKey, ['Exit', 'exit']]);
        }
      }),
    );
  });

  test.each(Object.entries(STRINGS))('every text is shown in full: %s', (_code, strings) => {
    for (const sentence of Object.values(strings)) {
      const page = shown({ kind: 'message', title: 'Login refused', text: sentence, next: null }, profile);
      if (page.kind !== 'text') throw new Error(`a ${page.kind}`);
      // Chinese text breaks lines without a space.
      expect(page.text.replaceAll(' ', '')).toBe(sentence.replaceAll(' ', ''));
    }
  });

  test('a dollar sign is not read as a variable of the phone', () => {
    expect(shown({ kind: 'message', title: '$0U', text: 'a $ b', next: null }, profile)).toMatchObject({
      title: '$0U',
      text: 'a $ b',
    });
  });

  test('a menu is cut to the items that the phone can show, and a page that is too large throws', () => {
    const items = Array.from({ length: 20 }, (_each, place) => ({ label: `${place}`, url: 'http://x/' }));
    expect(shown({ kind: 'menu', title: 'Hot desk', items }, profile).softKeys).toHaveLength(
      profile.maxMenuItems + 1,
    );
    const url = `http://x/${'x'.repeat(profile.maxBytes)}`;
    expect(() =>
      writeScreen({ kind: 'message', title: 'x', text: 'x', next: url }, profile, STRINGS.en),
    ).toThrow(/bytes/);
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

const PROFILE: CanvasProfile = {
  dialect: 'canvas',
  canvas: { width: 240, height: 120 },
  maxBytes: 10_000,
  maxMenuItems: 6,
  contentType: 'text/xml; charset=utf-8',
};
const page = (contents: string, keys = '<SoftKey action="QuitApp" label="Exit"/>') =>
  Buffer.from(`<Screen><Page><Contents>${contents}</Contents><SoftKeys>${keys}</SoftKeys></Page></Screen>`);
const displayString = (x: number, text: string) =>
  `<DisplayString width="200" height="18"><X>${x}</X><Y>0</Y><DisplayStr>${text}</DisplayStr></DisplayString>`;
const INPUT = '<input name="a" type="text"><styles pos_x="0" pos_y="0" width="9" height="9"/></input>';
const SEND = '<SoftKey action="AppendInputURL" label="OK" commandArgs="http://x/"/>';

test.each([
  ['invalid XML', Buffer.from('<Screen>')],
  ['another root', Buffer.from('<screen/>')],
  ['a text beside the display', page(displayString(41, 'x'))],
  ['a variable of the phone', page(displayString(0, '$0U'))],
  ['two fields of one name', page(INPUT + INPUT, SEND)],
  ['fields that nothing sends', page(INPUT)],
  ['a field without a place', page('<input name="a" type="text"/>', SEND)],
  ['a soft key of another action', page(displayString(0, 'x'), '<SoftKey action="Reboot" label="x"/>')],
  [
    'a soft key to a relative URL',
    page(displayString(0, 'x'), '<SoftKey action="UseURL" label="x" commandArgs="/x"/>'),
  ],
  ['an unknown element', page('<menu/>')],
  ['too many bytes', page(displayString(0, 'x'.repeat(10_000)))],
])('a phone refuses a page with %s', (_, bytes) => {
  expect(() => readCanvasPage(bytes, PROFILE)).toThrow();
});

test('a phone shows a page without any of these', () => {
  expect(readCanvasPage(page(displayString(40, 'x') + INPUT, SEND), PROFILE)).toMatchObject({
    kind: 'form',
    title: 'x',
  });
});

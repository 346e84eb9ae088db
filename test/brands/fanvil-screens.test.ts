import { BRANDS } from '../../phoneapps';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { Screen } from '../../src/phones/screens/screen';
import type { FanvilProfile } from '../../src/phones/screens/screens-profile';
import { STRINGS } from '../../src/phones/screens/strings';
import { readFanvilPage } from '../../src/simulator/browser/fanvil-reader';
import fc from '../fast-check';

jest.setTimeout(60_000);

const PROFILE: FanvilProfile = {
  dialect: 'fanvil',
  maxBytes: 10_000,
  maxMenuItems: 16,
  maxFields: 1,
  contentType: 'text/xml; charset=utf-8',
};

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...`&<>"';#%]-! a`), maxLength: 30 }),
    fc.constantFrom('&amp;', ']]>', '<Title>', 'Jürgen Ñandú 张', '</FanvilIPPhoneText>'),
  )
  .map((value) => value.replace(/\p{Cc}/gu, '').trim());
const url = text.map(
  (value) => `http://192.0.2.10/apps/t/i?a=1&lt=2&b=${encodeURIComponent(value.replace(/\p{Cs}/gu, ''))}`,
);

test('the profile in this test is that of the brand', () => {
  expect(BRANDS.find(({ id }) => id === 'fanvil')?.screens).toEqual(PROFILE);
});

test('every text of a page arrives unchanged', () => {
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
      fields: fc.constant([{ name: 'password', label: 'Password', type: 'text', masked: true }] as const),
    }),
    fc.record({ kind: fc.constant('message' as const), title: text, text, next: fc.option(url) }),
  );
  fc.assert(
    fc.property(screen, (what) => {
      const page = readFanvilPage(writeScreen(what, PROFILE, STRINGS.en).bytes, PROFILE);
      const keys = page.softKeys.map(({ does }) => ('open' in does ? does.open : does.action));
      expect(page.title).toBe(what.title);
      if (what.kind === 'menu') {
        expect(page).toMatchObject({ kind: 'menu', items: what.items });
        expect(keys).toEqual(['select', 'exit']);
      } else if (what.kind === 'form') {
        expect(page).toMatchObject({ kind: 'form', action: what.action, fields: what.fields });
        expect(keys).toEqual(['submit', 'exit']);
      } else {
        expect(page).toMatchObject({ kind: 'text', text: what.text });
        expect(keys).toEqual(what.next === null ? ['exit'] : [what.next, 'exit']);
      }
    }),
  );
});

test('a menu is cut to the items that the phone can show, and a page that is too large throws', () => {
  const items = Array.from({ length: 20 }, (_, place) => ({ label: `${place}`, url: `http://x/${place}` }));
  expect(
    readFanvilPage(writeScreen({ kind: 'menu', title: 'x', items }, PROFILE, STRINGS.en).bytes, PROFILE),
  ).toMatchObject({
    items: items.slice(0, 16),
  });
  const large = { kind: 'message' as const, title: 'x', text: 'x'.repeat(10_000), next: null };
  expect(() => writeScreen(large, PROFILE, STRINGS.en)).toThrow(/bytes/);
});

const field = '<InputField><Parameter>a</Parameter></InputField>';
test.each([
  ['invalid XML', '<FanvilIPPhoneText>'],
  ['another root', '<YealinkIPPhoneTextScreen/>'],
  ['a menu without items', '<FanvilIPPhoneMenu/>'],
  [
    'an item as Aastra writes it',
    '<FanvilIPPhoneMenu><MenuItem><Prompt>a</Prompt><URI>http://x/</URI></MenuItem></FanvilIPPhoneMenu>',
  ],
  ['a form without a URL', `<FanvilIPPhoneInputScreen>${field}</FanvilIPPhoneInputScreen>`],
  ['two fields', `<FanvilIPPhoneInputScreen><URL>http://x/</URL>${field}${field}</FanvilIPPhoneInputScreen>`],
  [
    'a soft key with a Label',
    '<FanvilIPPhoneText><Text>x</Text><SoftKey><Label>a</Label></SoftKey></FanvilIPPhoneText>',
  ],
])('a phone refuses a page with %s', (_, page) => {
  expect(() => readFanvilPage(Buffer.from(page), PROFILE)).toThrow();
});

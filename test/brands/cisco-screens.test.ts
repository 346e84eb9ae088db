import { BRANDS } from '../../phoneapps';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { FormField, Screen } from '../../src/phones/screens/screen';
import type { CiscoProfile } from '../../src/phones/screens/screens-profile';
import { STRINGS } from '../../src/phones/screens/strings';
import { readCiscoPage } from '../../src/simulator/browser/cisco-reader';
import type { DisplayedScreen } from '../../src/simulator/browser/displayed-screen';
import { PageRefused } from '../../src/simulator/browser/page-root';
import { readXmlDocument, type XmlNode } from '../../src/simulator/xml';
import fc from '../fast-check';

/** Brands of this dialect. */
const brands: [string, CiscoProfile][] = BRANDS.flatMap(({ id, screens }) =>
  screens?.dialect === 'cisco' ? [[id, screens]] : [],
);

const URL = 'http://192.0.2.10:8480/apps/token/i/login?x=1&y=2';
const EXTENSION: FormField = { name: 'extension', label: 'Extension', type: 'digits', masked: false };
const PASSWORD: FormField = { name: 'password', label: 'Password', type: 'digits', masked: true };

const textOf = (what: Screen, profile: CiscoProfile) =>
  writeScreen(what, profile, STRINGS.en).bytes.toString('utf8');
const shown = (what: Screen, profile: CiscoProfile): DisplayedScreen =>
  readCiscoPage(writeScreen(what, profile, STRINGS.en).bytes, profile);
const softKeys = (page: DisplayedScreen) =>
  page.softKeys.map(({ index, label, does }) => [index, label, 'open' in does ? does.open : does.action]);

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('&amp;', '&lt;b&gt;', ']]>', '<Title>', 'Jürgen Ñandú 张', '</CiscoIPPhoneMenu>'),
  )
  .map((value) => value.replace(/\p{Cc}/gu, '').trim());
const url = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((value) => `http://192.0.2.10/a?a=1&lt=2&b=${encodeURIComponent(value.replace(/\p{Cs}/gu, ''))}`);
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

describe.each(brands)('the screens of %s', (_, profile) => {
  test('a menu', () => {
    const menu: Screen = { kind: 'menu', title: 'Hot desk', items: [{ label: 'Login', url: URL }] };
    expect(textOf(menu, profile)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<CiscoIPPhoneMenu>
  <Title>Hot desk</Title>
  <MenuItem>
    <Name>Login</Name>
    <URL>http://192.0.2.10:8480/apps/token/i/login?x=1&amp;y=2</URL>
  </MenuItem>
  <SoftKeyItem>
    <Name>Select</Name>
    <URL>SoftKey:Select</URL>
    <Position>1</Position>
  </SoftKeyItem>
  <SoftKeyItem>
    <Name>Exit</Name>
    <URL>SoftKey:Exit</URL>
    <Position>3</Position>
  </SoftKeyItem>
</CiscoIPPhoneMenu>
`);
    expect(softKeys(shown(menu, profile))).toEqual([
      [1, 'Select', 'select'],
      [3, 'Exit', 'exit'],
    ]);
  });

  test('a form has digits, hidden digits and an erase key', () => {
    const form: Screen = { kind: 'form', title: 'Login', action: URL, fields: [EXTENSION, PASSWORD] };
    expect(textOf(form, profile)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<CiscoIPPhoneInput>
  <Title>Login</Title>
  <URL>http://192.0.2.10:8480/apps/token/i/login?x=1&amp;y=2</URL>
  <InputItem>
    <DisplayName>Extension</DisplayName>
    <QueryStringParam>extension</QueryStringParam>
    <DefaultValue/>
    <InputFlags>N</InputFlags>
  </InputItem>
  <InputItem>
    <DisplayName>Password</DisplayName>
    <QueryStringParam>password</QueryStringParam>
    <DefaultValue/>
    <InputFlags>NP</InputFlags>
  </InputItem>
  <SoftKeyItem>
    <Name>OK</Name>
    <URL>SoftKey:Submit</URL>
    <Position>1</Position>
  </SoftKeyItem>
  <SoftKeyItem>
    <Name>&lt;&lt;</Name>
    <URL>SoftKey:&lt;&lt;</URL>
    <Position>2</Position>
  </SoftKeyItem>
  <SoftKeyItem>
    <Name>Cancel</Name>
    <URL>SoftKey:Cancel</URL>
    <Position>3</Position>
  </SoftKeyItem>
</CiscoIPPhoneInput>
`);
    const page = shown(form, profile);
    const fields = [EXTENSION, PASSWORD].map((field) => ({ ...field, editable: true, value: '' }));
    expect(page).toMatchObject({ kind: 'form', title: 'Login', action: URL, fields });
    expect(softKeys(page)).toEqual([
      [1, 'OK', 'submit'],
      [2, '<<', 'erase'],
      [3, 'Cancel', 'exit'],
    ]);
  });

  test('a password with letters has a text field, which is masked too', () => {
    const field: FormField = { ...PASSWORD, type: 'text' };
    const form: Screen = { kind: 'form', title: 'Login', action: URL, fields: [field] };
    expect(textOf(form, profile)).toContain('<InputFlags>AP</InputFlags>');
    expect(shown(form, profile)).toMatchObject({ fields: [field] });
  });

  test('a message with a next page', () => {
    const message: Screen = { kind: 'message', title: 'Login refused', text: 'Try again.', next: URL };
    expect(textOf(message, profile)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<CiscoIPPhoneText>
  <Title>Login refused</Title>
  <Text>Try again.</Text>
  <SoftKeyItem>
    <Name>OK</Name>
    <URL>http://192.0.2.10:8480/apps/token/i/login?x=1&amp;y=2</URL>
    <Position>1</Position>
  </SoftKeyItem>
  <SoftKeyItem>
    <Name>Exit</Name>
    <URL>SoftKey:Exit</URL>
    <Position>3</Position>
  </SoftKeyItem>
</CiscoIPPhoneText>
`);
    expect(shown(message, profile)).toMatchObject({ kind: 'text', text: 'Try again.', doneUrl: URL });
  });

  test('a message without a next page has only Exit', () => {
    const page = shown({ kind: 'message', title: 'Logged in', text: '1001.', next: null }, profile);
    expect(page).toMatchObject({ kind: 'text', doneUrl: null });
    expect(softKeys(page)).toEqual([[3, 'Exit', 'exit']]);
  });

  test('no text becomes an element, and every text arrives unchanged', () => {
    const shape = ({ name, children }: XmlNode): unknown => [name, children.map(shape)];
    fc.assert(
      fc.property(screen, (what) => {
        const { bytes, contentType } = writeScreen(what, profile, STRINGS.en);
        expect(contentType).toBe('text/xml; charset=utf-8');
        expect(shape(readXmlDocument(bytes))).toEqual(
          shape(readXmlDocument(writeScreen(withPlainTexts(what), profile, STRINGS.en).bytes)),
        );
        expect(readCiscoPage(bytes, profile)).toMatchObject(textsOf(what));
      }),
    );
  });

  test('a menu of thirty long items fits, and a longer one is cut to the items that the phone shows', () => {
    const items = Array.from({ length: profile.maxMenuItems + 1 }, (_each, place) => ({
      label: `${place} Extension of a & b`,
      url: `http://${'h'.repeat(40)}:65535/apps/${'t'.repeat(22)}/i/login?n=${place}`,
    }));
    const thirty: Screen = { kind: 'menu', title: 'Hot desk', items: items.slice(0, 30) };
    expect(writeScreen(thirty, profile, STRINGS.en).bytes.length).toBeLessThanOrEqual(profile.maxBytes);
    const large = { ...profile, maxBytes: 100_000 };
    const menu = shown({ kind: 'menu', title: 'Hot desk', items }, large);
    expect(menu.kind === 'menu' ? menu.items : []).toEqual(items.slice(0, profile.maxMenuItems));
  });

  test('a page that is too large for the phone throws', () => {
    const large: Screen = { kind: 'message', title: 'x', text: 'x'.repeat(profile.maxBytes), next: null };
    expect(() => writeScreen(large, profile, STRINGS.en)).toThrow(/bytes/);
  });
});

describe('a phone refuses a page with', () => {
  const profile = brands[0]?.[1];
  const page = (body: string) => () => profile && readCiscoPage(Buffer.from(body), profile);
  const key = '<SoftKeyItem><Name>Exit</Name><URL>SoftKey:Exit</URL><Position>3</Position></SoftKeyItem>';
  const field = (flags: string) =>
    `<InputItem><DisplayName>A</DisplayName><QueryStringParam>a</QueryStringParam><InputFlags>${flags}</InputFlags></InputItem>`;
  const input = (fields: string) => `<CiscoIPPhoneInput><URL>http://x/</URL>${fields}</CiscoIPPhoneInput>`;

  test.each([
    ['invalid XML', 'Hello'],
    ['another root', '<html/>'],
    ['a root of another vendor', '<SnomIPPhoneText><Text>a</Text></SnomIPPhoneText>'],
    ['soft keys before the text', `<CiscoIPPhoneText>${key}<Text>a</Text></CiscoIPPhoneText>`],
    ['two soft keys at one position', `<CiscoIPPhoneText><Text>a</Text>${key}${key}</CiscoIPPhoneText>`],
    ['a menu without items', '<CiscoIPPhoneMenu><Title>a</Title></CiscoIPPhoneMenu>'],
    ['six fields', input(field('N').repeat(6))],
    ['no field', input('')],
    ['invalid flags', input(field('P'))],
    ['a form without a URL', `<CiscoIPPhoneInput>${field('N')}</CiscoIPPhoneInput>`],
    [
      'a text of more than 4000 characters',
      `<CiscoIPPhoneText><Text>${'a'.repeat(4001)}</Text></CiscoIPPhoneText>`,
    ],
  ])('%s', (_, body) => {
    expect(page(body)).toThrow(PageRefused);
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

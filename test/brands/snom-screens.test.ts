import { BRANDS } from '../../phoneapps';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { FormField, Screen } from '../../src/phones/screens/screen';
import type { SnomProfile } from '../../src/phones/screens/screens-profile';
import { STRINGS } from '../../src/phones/screens/strings';
import { formUrl } from '../../src/simulator/browser/form-url';
import { PageRefused } from '../../src/simulator/browser/page-root';
import { readSnomPage } from '../../src/simulator/browser/snom-reader';
import { readXmlDocument, type XmlNode } from '../../src/simulator/xml';
import fc from '../fast-check';

/** Brands of this dialect. */
const profiles: [string, SnomProfile][] = BRANDS.flatMap(({ id, screens }) =>
  screens?.dialect === 'snom' ? [[id, screens]] : [],
);
const URL = 'http://192.0.2.10:8480/apps/token/i/login';
const EXTENSION: FormField = { name: 'extension', label: 'Extension', type: 'digits', masked: false };
const PIN: FormField = { name: 'password', label: 'Password', type: 'digits', masked: true };

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...`&<>"';#%]-! a`), maxLength: 30 }),
    fc.constantFrom('&amp;', ']]>', '<Title>', 'Jürgen Ñandú 张', '</SnomIPPhoneText>'),
  )
  .map((value) => value.replace(/\p{Cc}/gu, '').trim());

test('both brands of the family show pages of this dialect, with one field each', () => {
  expect(profiles.map(([id]) => id)).toEqual(['snom', 'gigaset-p']);
  for (const brand of BRANDS.filter(({ screens }) => screens?.dialect === 'snom')) {
    for (const { formFields } of [...Object.values(brand.models), brand.unknownModel])
      expect(formFields).toBe(1);
  }
});

describe.each(profiles)('the screens of %s', (_, profile) => {
  const written = (screen: Screen) => writeScreen(screen, profile, STRINGS.en).bytes;

  test('menu', () => {
    const items = [{ label: 'Login', url: URL }];
    expect(
      written({ kind: 'menu', title: 'Hot desk', items }).toString('utf8'),
    ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<SnomIPPhoneMenu>
  <Title>Hot desk</Title>
  <MenuItem>
    <Name>Login</Name>
    <URL>http://192.0.2.10:8480/apps/token/i/login</URL>
  </MenuItem>
  <SoftKeyItem>
    <Name>F1</Name>
    <Label>Exit</Label>
    <URL>snom://mb_exit</URL>
  </SoftKeyItem>
</SnomIPPhoneMenu>
`);
  });

  test('form', () => {
    expect(
      written({ kind: 'form', title: 'Login', action: URL, fields: [EXTENSION] }).toString('utf8'),
    ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<SnomIPPhoneInput>
  <Title>Login</Title>
  <Prompt>Extension</Prompt>
  <URL>http://192.0.2.10:8480/apps/token/i/login</URL>
  <InputItem>
    <DisplayName>Extension</DisplayName>
    <QueryStringParam>extension</QueryStringParam>
    <DefaultValue/>
    <InputFlags>n</InputFlags>
  </InputItem>
  <SoftKeyItem>
    <Name>F1</Name>
    <Label>Cancel</Label>
    <URL>snom://mb_exit</URL>
  </SoftKeyItem>
</SnomIPPhoneInput>
`);
  });

  test('the second form of a login has the input of the first one in its query', () => {
    const second = written({ kind: 'form', title: '1001', action: `${URL}?extension=1001`, fields: [PIN] });
    expect(second.toString('utf8')).toContain(`<URL>${URL}</URL>
  <InputItem>
    <DisplayName>Password</DisplayName>
    <QueryStringParam>extension=1001&amp;password</QueryStringParam>
    <DefaultValue/>
    <InputFlags>pn</InputFlags>`);
    const page = readSnomPage(second, profile);
    expect(page).toMatchObject({ kind: 'form', title: '1001', fields: [{ ...PIN, value: '' }] });
    if (page.kind !== 'form') return;
    const filled = { ...page, fields: page.fields.map((field) => ({ ...field, value: '47#1' })) };
    expect(formUrl(filled)).toBe(`${URL}?extension=1001&password=47%231`);
  });

  test('a refusal, which opens the form again', () => {
    const screen: Screen = { kind: 'message', title: 'Login refused', text: 'Wrong.', next: URL };
    expect(written(screen).toString('utf8')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<SnomIPPhoneText>
  <Title>Login refused</Title>
  <Prompt>Login refused</Prompt>
  <Text>Wrong.</Text>
  <SoftKeyItem>
    <Name>F1</Name>
    <Label>Exit</Label>
    <URL>snom://mb_exit</URL>
  </SoftKeyItem>
  <SoftKeyItem>
    <Name>F4</Name>
    <Label>OK</Label>
    <URL>http://192.0.2.10:8480/apps/token/i/login</URL>
  </SoftKeyItem>
</SnomIPPhoneText>
`);
  });

  test('a successful login makes the phone reload its settings; a refusal does not', () => {
    const message: Screen = { kind: 'message', title: 'Logged in', text: '1001.', next: null };
    const done = written({ ...message, newConfig: true });
    expect(done.toString('utf8')).toContain('<fetch mil="2000">snom://mb_exit#reloadset</fetch>');
    expect(readSnomPage(done, profile)).toMatchObject({ kind: 'text', reloadsAfter: 2 });
    expect(readSnomPage(written(message), profile)).toMatchObject({ reloadsAfter: null });
  });

  test('no text becomes an element, and every text arrives unchanged', () => {
    const shape = ({ name, children }: XmlNode): unknown => [name, children.map(shape)];
    fc.assert(
      fc.property(text, text, (title, label) => {
        const screens: Screen[] = [
          { kind: 'menu', title, items: [{ label, url: URL }] },
          { kind: 'form', title, action: `${URL}?a=1&b=2`, fields: [{ ...PIN, label }] },
          { kind: 'message', title, text: label, next: URL },
        ];
        const plain = screens.map((screen) => written(withPlainTexts(screen)));
        for (const [place, screen] of screens.entries()) {
          expect(shape(readXmlDocument(written(screen)))).toEqual(
            shape(readXmlDocument(plain[place] ?? Buffer.of())),
          );
        }
        const pages = screens.map((screen) => readSnomPage(written(screen), profile));
        expect(pages).toMatchObject([
          { title, items: [{ label, url: URL }] },
          { title, action: `${URL}?a=1&b=2`, fields: [{ label }] },
          { title, text: label },
        ]);
      }),
    );
  });

  test('a menu of many items fits, and a longer one is cut to the items that the phone shows', () => {
    const items = Array.from({ length: 31 }, (_each, place) => ({
      label: `${place} Extension of a & b`,
      url: `http://${'h'.repeat(40)}:65535/apps/${'t'.repeat(22)}/i/login?n=${place}`,
    }));
    const page = readSnomPage(written({ kind: 'menu', title: 'Hot desk', items }), profile);
    expect(page.kind === 'menu' ? page.items : []).toEqual(items.slice(0, profile.maxMenuItems));
  });

  test('two fields on a page throw, and so does a page that is too large', () => {
    expect(() => written({ kind: 'form', title: 'x', action: URL, fields: [EXTENSION, PIN] })).toThrow(
      'field',
    );
    const long = 'x'.repeat(profile.maxBytes);
    expect(() => written({ kind: 'message', title: 'x', text: long, next: null })).toThrow('bytes');
  });

  test.each([
    ['another root', '<YealinkIPPhoneText><Text>x</Text></YealinkIPPhoneText>'],
    ['not XML', '<SnomIPPhoneText>'],
    ['two fields', `<SnomIPPhoneInput><URL>${URL}</URL><InputItem/><InputItem/></SnomIPPhoneInput>`],
    ['an empty menu', '<SnomIPPhoneMenu><Title>x</Title></SnomIPPhoneMenu>'],
    ['a text without Text', '<SnomIPPhoneText><Title>x</Title></SnomIPPhoneText>'],
    [
      'a query in the URL of a field',
      `<SnomIPPhoneInput><URL>${URL}?a=1</URL><InputItem><QueryStringParam>b</QueryStringParam><InputFlags>n</InputFlags></InputItem></SnomIPPhoneInput>`,
    ],
    [
      'unknown flags',
      `<SnomIPPhoneInput><URL>${URL}</URL><InputItem><QueryStringParam>b</QueryStringParam><InputFlags>N</InputFlags></InputItem></SnomIPPhoneInput>`,
    ],
    [
      'a relative URL',
      '<SnomIPPhoneMenu><MenuItem><Name>x</Name><URL>/login</URL></MenuItem></SnomIPPhoneMenu>',
    ],
  ])('the phone refuses %s', (_title, page) => {
    expect(() => readSnomPage(Buffer.from(page), profile)).toThrow(PageRefused);
  });
});

function withPlainTexts(screen: Screen): Screen {
  if (screen.kind === 'menu') return { ...screen, title: 'x', items: [{ label: 'x', url: URL }] };
  if (screen.kind === 'form') return { ...screen, title: 'x', fields: [{ ...PIN, label: 'x' }] };
  return { ...screen, title: 'x', text: 'x' };
}

import { BRANDS } from '../../phoneapps';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { FormField, Screen } from '../../src/phones/screens/screen';
import type { PpxmlProfile } from '../../src/phones/screens/screens-profile';
import { STRINGS } from '../../src/phones/screens/strings';
import { formUrl } from '../../src/simulator/browser/form-url';
import { PageRefused } from '../../src/simulator/browser/page-root';
import { readPpxmlPage } from '../../src/simulator/browser/ppxml-reader';
import { readXmlDocument, type XmlNode } from '../../src/simulator/xml';
import fc from '../fast-check';

const URL = 'http://192.0.2.10:8480/apps/token/i/login';
const EXTENSION: FormField = { name: 'extension', label: 'Extension', type: 'digits', masked: false };
const PASSWORD: FormField = { name: 'password', label: 'Password', type: 'digits', masked: true };
const FORM: Screen = { kind: 'form', title: 'Login', action: URL, fields: [EXTENSION, PASSWORD] };

function profileOf(): PpxmlProfile {
  const screens = BRANDS.find(({ id }) => id === 'panasonic')?.screens;
  if (screens?.dialect !== 'ppxml') throw new Error('the brand has another dialect');
  return screens;
}

const profile = profileOf();
const written = (screen: Screen) => writeScreen(screen, profile, STRINGS.en).bytes;
const shown = (screen: Screen) => readPpxmlPage(written(screen), profile);

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<ppxml xmlns="http://panasonic/sip_phone" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://panasonic/sip_phone sip_phone.xsd">`;

describe('whole documents', () => {
  test('menu', () => {
    const items = [
      { label: 'Logout', url: `${URL}?a=1&b=2` },
      { label: 'Login as other', url: URL },
    ];
    expect(written({ kind: 'menu', title: 'Logged in: 1001', items }).toString('utf8')).toBe(`${HEAD}
  <Screen name="Logged in: 1001" version="2.0">
    <Menu name="Logged in: 1001" area="Phone">
      <MenuItems>
        <MenuItem id="1" name="Logout" text="Logout" selected="true">
          <Events>
            <OnClicked>
              <SendRequest url="${URL}?a=1&amp;b=2"/>
            </OnClicked>
          </Events>
        </MenuItem>
        <MenuItem id="2" name="Login as other" text="Login as other" selected="false">
          <Events>
            <OnClicked>
              <SendRequest url="${URL}"/>
            </OnClicked>
          </Events>
        </MenuItem>
      </MenuItems>
    </Menu>
  </Screen>
</ppxml>
`);
  });

  test('form', () => {
    const softKey = `<SoftKey id="1" name="OK" text="OK">
          <Events>
            <OnClicked>
              <SendRequest url="${URL}"/>
            </OnClicked>
          </Events>
        </SoftKey>`;
    expect(written(FORM).toString('utf8')).toBe(`${HEAD}
  <Screen name="Login" version="2.0">
    <Components>
      <Label name="line1" area="Phone" line="1" textAlignment="Left" text="Extension / Password"/>
      <TextBox name="extension" area="Phone" line="2" text="" password="false">
        ${softKey}
      </TextBox>
      <TextBox name="password" area="Phone" line="3" text="" password="true">
        ${softKey}
      </TextBox>
    </Components>
  </Screen>
</ppxml>
`);
  });

  test('message', () => {
    const text = 'Extension or password is wrong. Please try again.';
    const screen: Screen = { kind: 'message', title: 'Login refused', text, next: URL };
    expect(written(screen).toString('utf8')).toBe(`${HEAD}
  <Screen name="Login refused" version="2.0">
    <Components>
      <Label name="line1" area="Phone" line="1" textAlignment="Left" text="Extension or password is"/>
      <Label name="line2" area="Phone" line="2" textAlignment="Left" text="wrong. Please try again."/>
      <SoftKeys>
        <SoftKey id="1" name="OK" text="OK">
          <Events>
            <OnClicked>
              <SendRequest url="${URL}"/>
            </OnClicked>
          </Events>
        </SoftKey>
        <SoftKey id="3" name="Exit" text="Exit">
          <Events>
            <OnClicked>
              <CancelKey/>
            </OnClicked>
          </Events>
        </SoftKey>
      </SoftKeys>
    </Components>
  </Screen>
</ppxml>
`);
  });
});

describe('a phone shows', () => {
  test('the items of a menu, with the first one selected', () => {
    const items = [{ label: 'Login', url: URL }];
    expect(shown({ kind: 'menu', title: 'Hot desk', items })).toMatchObject({
      kind: 'menu',
      title: 'Hot desk',
      highlighted: 1,
      items,
    });
  });

  test('the empty fields of a form, with a masked password, and sends both', () => {
    const form = shown(FORM);
    if (form.kind !== 'form') throw new Error('not a form');
    expect(form.fields.map(({ name, masked, value }) => [name, masked, value])).toEqual([
      ['extension', false, ''],
      ['password', true, ''],
    ]);
    const typed = { ...form, fields: form.fields.map((field) => ({ ...field, value: `${field.name}&1` })) };
    expect(formUrl(typed)).toBe(`${URL}?extension=extension%261&password=password%261`);
  });

  test.each([
    ['has a next page', URL, [{ open: URL }, { action: 'exit' }]],
    ['has no next page', null, [{ action: 'exit' }]],
  ])('the text and soft keys of a message that %s', (_, next, does) => {
    const text = shown({ kind: 'message', title: 'Logged in', text: '1001. The phone is restarting.', next });
    expect(text).toMatchObject({ kind: 'text', text: '1001. The phone is restarting.', doneUrl: null });
    expect(text.softKeys.map((key) => key.does)).toEqual(does);
  });

  test('every text of ours is shown in full', () => {
    for (const text of Object.values(STRINGS.en)) {
      expect(shown({ kind: 'message', title: 'x', text, next: null })).toMatchObject({ text });
    }
  });
});

const SPECIAL_TEXTS = ['&amp;', '&lt;b&gt;', ']]>', '"/><Reboot/>', `'"`, 'Jürgen Ñandú 张'];
const text = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom(...SPECIAL_TEXTS))
  .map((value) => `${value.replace(/[\p{Cc}\s]/gu, '')}x`);

test('no text becomes an element or an attribute, and every text arrives unchanged', () => {
  const shape = ({ name, attributes, children }: XmlNode): unknown => [
    name,
    [...attributes.keys()],
    children.map(shape),
  ];
  const screens = (word: string): Screen[] => [
    { kind: 'menu', title: word, items: [{ label: word, url: `${URL}?a=${encodeURIComponent(word)}` }] },
    { kind: 'form', title: word, action: URL, fields: [{ ...EXTENSION, label: word }] },
    { kind: 'message', title: word, text: word, next: URL },
  ];
  fc.assert(
    fc.property(text, (word) => {
      for (const [place, screen] of screens(word).entries()) {
        const plain = screens('x')[place];
        expect(shape(readXmlDocument(written(screen)))).toEqual(
          plain && shape(readXmlDocument(written(plain))),
        );
        const page = shown(screen);
        const shownText =
          page.kind === 'menu'
            ? page.items[0]?.label
            : page.kind === 'form'
              ? page.fields[0]?.label
              : page.text;
        expect([page.title, shownText]).toEqual([word, word]);
      }
    }),
  );
});

test('a menu with more items than the phone shows is cut, and a page that is too large throws', () => {
  const items = Array.from({ length: 20 }, (_, place) => ({ label: `Item ${place}`, url: URL }));
  const menu = shown({ kind: 'menu', title: 'x', items });
  expect(menu.kind === 'menu' ? menu.items : []).toEqual(items.slice(0, profile.maxMenuItems));
  const large: Screen = {
    kind: 'form',
    title: 'x'.repeat(profile.maxBytes),
    action: URL,
    fields: [PASSWORD],
  };
  expect(() => written(large)).toThrow(/bytes/);
});

describe('a phone refuses', () => {
  const page = (inner: string, version = '2.0') =>
    Buffer.from(
      `<ppxml xmlns="http://panasonic/sip_phone"><Screen version="${version}">${inner}</Screen></ppxml>`,
    );
  const label = '<Label line="1" text="x"/>';

  test.each([
    ['another namespace', Buffer.from('<ppxml xmlns="http://x/"><Screen version="2.0"/></ppxml>')],
    ['an unknown version', page(`<Components>${label}</Components>`, '9.0')],
    ['an empty screen', page('')],
    ['two labels in one line', page(`<Components>${label}${label}</Components>`)],
    ['a field that nothing sends', page('<Components><TextBox name="a"/></Components>')],
    ['a menu without items', page('<Menu area="Phone"><MenuItems/></Menu>')],
    [
      'an item that does nothing',
      page('<Menu area="Phone"><MenuItems><MenuItem text="x"/></MenuItems></Menu>'),
    ],
    ['invalid XML', Buffer.from('<ppxml')],
    ['an address that is too long', written({ ...FORM, action: `${URL}?${'x'.repeat(511)}` } as Screen)],
  ])('%s', (_, bytes) => {
    expect(() => readPpxmlPage(bytes, profile)).toThrow(PageRefused);
  });
});

import { BRANDS } from '../../phoneapps';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { FormField, Screen } from '../../src/phones/screens/screen';
import type { IppProfile } from '../../src/phones/screens/screens-profile';
import { STRINGS } from '../../src/phones/screens/strings';
import { formUrl } from '../../src/simulator/browser/form-url';
import { readIppPage } from '../../src/simulator/browser/ipp-reader';
import { PageRefused } from '../../src/simulator/browser/page-root';
import { readXmlDocument, type XmlNode } from '../../src/simulator/xml';
import fc from '../fast-check';

const APP = 'http://192.0.2.10:8480/apps/token/i';
const EXTENSION: FormField = { name: 'extension', label: 'Extension', type: 'digits', masked: false };
const PASSWORD: FormField = { name: 'password', label: 'Password', type: 'digits', masked: true };
const FORM: Screen = { kind: 'form', title: 'Login', action: `${APP}/login`, fields: [EXTENSION, PASSWORD] };

function profileOf(): IppProfile {
  const screens = BRANDS.find(({ id }) => id === 'unify')?.screens;
  if (screens?.dialect !== 'ipp') throw new Error('the brand has another dialect');
  return screens;
}

const profile = profileOf();
const written = (screen: Screen) => writeScreen(screen, profile, STRINGS.en).bytes;
const shown = (screen: Screen) => readIppPage(written(screen), profile);

const documentOf = (
  hidden: number,
  commands: number,
  inside: string,
) => `<?xml version="1.0" encoding="UTF-8"?>
<IppPhone>
  <IppDisplay>
    <IppScreen ID="1" HiddenCount="${hidden}" CommandCount="${commands}">
${inside}
    </IppScreen>
  </IppDisplay>
</IppPhone>
`;

describe('whole documents', () => {
  test('menu', () => {
    const items = [
      { label: 'Logout', url: `${APP}/logout` },
      { label: 'Login as other', url: `${APP}/login` },
    ];
    expect(written({ kind: 'menu', title: 'Logged in: 1001', items }).toString('utf8')).toBe(
      documentOf(
        0,
        1,
        `      <IppList Type="IMPLICIT" Count="2" Columns="1">
        <Title>Logged in: 1001</Title>
        <Url>${APP}</Url>
        <Option ID="1" Selected="TRUE" Key="step" Value="logout">
          <OptionText>Logout</OptionText>
        </Option>
        <Option ID="2" Selected="FALSE" Key="step" Value="login">
          <OptionText>Login as other</OptionText>
        </Option>
      </IppList>
      <IppCommand Type="EXIT" Priority="0" DisplayOn="OPTIONS">
        <Label>Exit</Label>
      </IppCommand>`,
      ),
    );
  });

  test('form', () => {
    const form: Screen = {
      ...FORM,
      action: `${APP}/login?extension=1001&x=a%26b`,
      fields: [EXTENSION, PASSWORD],
    };
    expect(written(form).toString('utf8')).toBe(
      documentOf(
        2,
        2,
        `      <IppForm ItemCount="2">
        <Title>Login</Title>
        <Url>${APP}/login</Url>
        <IppTextField MaxSize="40" Constraint="NUMERIC" Default="TEXT" Key="extension">
          <Label>Extension</Label>
          <Text/>
        </IppTextField>
        <IppTextField MaxSize="40" Constraint="PASSWORD" Default="TEXT" Key="password">
          <Label>Password</Label>
          <Text/>
        </IppTextField>
      </IppForm>
      <IppHidden Type="VALUE" Key="extension">
        <Value>1001</Value>
      </IppHidden>
      <IppHidden Type="VALUE" Key="x">
        <Value>a&amp;b</Value>
      </IppHidden>
      <IppCommand Type="SELECT" Priority="0" DisplayOn="OPTIONS">
        <Label>OK</Label>
      </IppCommand>
      <IppCommand Type="EXIT" Priority="0" DisplayOn="OPTIONS">
        <Label>Cancel</Label>
      </IppCommand>`,
      ),
    );
  });

  test('message', () => {
    const screen: Screen = {
      kind: 'message',
      title: 'Login refused',
      text: 'Please try again.',
      next: `${APP}/login`,
    };
    expect(written(screen).toString('utf8')).toBe(
      documentOf(
        0,
        1,
        `      <IppAlert Type="INFO" Delay="15000">
        <Title>Login refused</Title>
        <Text>Please try again.</Text>
        <Image/>
      </IppAlert>
      <IppList Type="IMPLICIT" Count="1" Columns="1">
        <Title>Login refused</Title>
        <Url>${APP}</Url>
        <Option ID="1" Selected="TRUE" Key="step" Value="login">
          <OptionText>OK</OptionText>
        </Option>
      </IppList>
      <IppCommand Type="EXIT" Priority="0" DisplayOn="OPTIONS">
        <Label>Exit</Label>
      </IppCommand>`,
      ),
    );
  });
});

describe('a phone shows', () => {
  test('the items of a menu, each with its step in the query, and the first one selected', () => {
    const items = [
      { label: 'Login', url: `${APP}/login` },
      { label: 'PIN', url: `${APP}/pin` },
    ];
    expect(shown({ kind: 'menu', title: 'Hot desk', items })).toMatchObject({
      kind: 'menu',
      title: 'Hot desk',
      highlighted: 1,
      items: [
        { label: 'Login', url: `${APP}?step=login` },
        { label: 'PIN', url: `${APP}?step=pin` },
      ],
      softKeys: [{ label: 'Exit', does: { action: 'exit' } }],
    });
  });

  test('the empty fields of a form, with a masked password, and sends them with the query of the URL', () => {
    const form = shown({ ...FORM, action: `${APP}/login?a=1` } as Screen);
    if (form.kind !== 'form') throw new Error('not a form');
    expect(form.fields.map(({ name, masked, type, editable }) => [name, masked, type, editable])).toEqual([
      ['extension', false, 'digits', true],
      ['password', true, 'text', true],
      ['a', false, 'text', false],
    ]);
    const typed = form.fields.map((field) =>
      field.editable ? { ...field, value: `${field.name}&1` } : field,
    );
    expect(formUrl({ ...form, fields: typed })).toBe(
      `${APP}/login?extension=extension%261&password=password%261&a=1`,
    );
    expect(form.softKeys.map(({ label }) => label)).toEqual(['OK', 'Cancel']);
  });

  test.each([
    ['has a next page', `${APP}/login`, `${APP}?step=login`],
    ['has a next page with a query', `${APP}/pin?x=1`, `${APP}?step=pin%3Fx%3D1`],
    ['has no next page', null, null],
  ])('the text and next URL of a message that %s', (_, next, doneUrl) => {
    const text = '1001. The phone loads its keys.';
    const page = shown({ kind: 'message', title: 'Logged in', text, next });
    expect(page).toMatchObject({ kind: 'text', title: 'Logged in', text, doneUrl });
    expect(page.softKeys.map(({ label }) => label)).toEqual(doneUrl === null ? ['Exit'] : ['Exit', 'OK']);
  });

  test('every text of ours is shown in full', () => {
    for (const text of Object.values(STRINGS.en)) {
      expect(shown({ kind: 'message', title: 'x', text, next: null })).toMatchObject({ text });
    }
  });
});

const SPECIAL_TEXTS = ['&amp;', '&lt;b&gt;', ']]>', '"/><IppAction/>', `'"`, 'Jürgen Ñandú 张'];
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
    { kind: 'menu', title: word, items: [{ label: word, url: `${APP}/login` }] },
    {
      kind: 'form',
      title: word,
      action: `${APP}/login?a=${encodeURIComponent(word)}`,
      fields: [{ ...EXTENSION, label: word }],
    },
    { kind: 'message', title: word, text: word, next: `${APP}/login` },
  ];
  fc.assert(
    fc.property(text, (word) => {
      for (const [place, screen] of screens(word).entries()) {
        const plain = screens('x')[place];
        expect(shape(readXmlDocument(written(screen)))).toEqual(
          plain && shape(readXmlDocument(written(plain))),
        );
        const page = shown(screen);
        const shownTexts =
          page.kind === 'menu'
            ? [page.items[0]?.label]
            : page.kind === 'form'
              ? [page.fields[0]?.label, page.fields[1]?.value]
              : [page.text];
        expect([page.title, ...new Set(shownTexts)]).toEqual([word, word]);
      }
    }),
  );
});

test('a menu with more items than the phone shows is cut, and a page that is too large throws', () => {
  const items = Array.from({ length: 20 }, (_, place) => ({
    label: `Item ${place}`,
    url: `${APP}/${place}`,
  }));
  const menu = shown({ kind: 'menu', title: 'x', items });
  expect(menu.kind === 'menu' ? menu.items : []).toHaveLength(profile.maxMenuItems);
  expect(() => written({ ...FORM, title: 'x'.repeat(profile.maxBytes) })).toThrow(/bytes/);
});

test('items of several apps in one list throw', () => {
  const items = ['i', 'e'].map((via) => ({ label: via, url: `http://192.0.2.10/apps/token/${via}/login` }));
  expect(() => written({ kind: 'menu', title: 'x', items })).toThrow('different URLs');
});

describe('a phone refuses', () => {
  const page = (inner: string, counts = 'HiddenCount="0" CommandCount="0"') =>
    Buffer.from(
      `<IppPhone><IppDisplay><IppScreen ID="1" ${counts}>${inner}</IppScreen></IppDisplay></IppPhone>`,
    );
  const option = '<Option ID="1" Key="a" Value="b"><OptionText>x</OptionText></Option>';
  const list = (inner: string, count = 1) =>
    `<IppList Type="IMPLICIT" Count="${count}" Columns="1"><Url>http://x/a</Url>${inner}</IppList>`;
  const field = (constraint: string) =>
    `<IppForm ItemCount="1"><Url>http://x/</Url><IppTextField Constraint="${constraint}" Key="a"/></IppForm>`;

  test('nothing valid', () => {
    expect(readIppPage(page(list(option)), profile).kind).toBe('menu');
    expect(readIppPage(page(field('ANY')), profile).kind).toBe('form');
    expect(
      readIppPage(
        Buffer.from(`<IppDisplay>${page(field('ANY')).toString().slice(22, -24)}</IppDisplay>`),
        profile,
      ).kind,
    ).toBe('form');
  });

  test.each([
    ['another root', Buffer.from('<IppOther/>')],
    ['no screen', Buffer.from('<IppPhone><IppDisplay/></IppPhone>')],
    ['an empty screen', page('')],
    ['a wrong count of hidden values', page(list(option), 'HiddenCount="1" CommandCount="0"')],
    ['a wrong count of commands', page(list(option), 'HiddenCount="0" CommandCount="1"')],
    ['a wrong count of options', page(list(option, 2))],
    ['a list without options', page(list('', 0))],
    ['an option without a key', page(list(option.replace('Key', 'Cey')))],
    [
      'an option of two columns in a list of one',
      page(
        list(
          option
            .replace('</Op', '</OptionText><OptionText/></Op')
            .replace('</OptionText></OptionText>', '</OptionText>'),
        ),
      ),
    ],
    ['an address with a query', page(list(option).replace('http://x/a', 'http://x/a?b=1'))],
    ['no address', page(list(option).replace('http://x/a', ''))],
    ['a wrong count of fields', page(field('ANY').replace('ItemCount="1"', 'ItemCount="2"'))],
    ['a field of no constraint', page(field('DATE'))],
    ['an alert without a text', page('<IppAlert><Title>x</Title></IppAlert>')],
    [
      'a command without a label',
      page(`${list(option)}<IppCommand Type="EXIT"/>`, 'HiddenCount="0" CommandCount="1"'),
    ],
    ['invalid XML', Buffer.from('<IppPhone')],
  ])('%s', (_, bytes) => {
    expect(() => readIppPage(bytes, profile)).toThrow(PageRefused);
  });
});

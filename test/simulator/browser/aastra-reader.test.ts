import type { AastraProfile } from '../../../src/phones/screens/screens-profile';
import { readAastraPage } from '../../../src/simulator/browser/aastra-reader';
import { PageRefused } from '../../../src/simulator/browser/page-root';

const PLAIN: AastraProfile = {
  dialect: 'aastra',
  prefix: '',
  numberedStyle: 'number',
  maxBytes: 10_000,
  maxMenuItems: 30,
  softKeys: { ok: 1, exit: 4 },
  contentType: 'text/xml',
};
const PREFIXED: AastraProfile = { ...PLAIN, prefix: 'AcmeIPPhone', numberedStyle: 'numbered' };

const read = (text: string, profile = PLAIN) => readAastraPage(Buffer.from(text, 'utf8'), profile);

const MENU = `<?xml version="1.0" encoding="UTF-8"?>
<TextMenu defaultIndex="2" style="number" Beep="no" wrapList="no" Timeout="60">
  <Title wrap="no">Hot desk</Title>
  <MenuItem><Prompt>Login</Prompt><URI>http://pbx.example.net/hd/s/login?t=S1&amp;v=internal</URI></MenuItem>
  <MenuItem><Prompt>Logout</Prompt><URI>http://pbx.example.net/hd/s/logout?t=S1</URI></MenuItem>
  <SoftKey index="1"><Label>Select</Label><URI>SoftKey:Select</URI></SoftKey>
  <SoftKey index="3"><Label>Help</Label><URI>http://pbx.example.net/help</URI></SoftKey>
  <SoftKey index="4"><Label>Exit</Label><URI>SoftKey:Exit</URI></SoftKey>
</TextMenu>`;

const FORM = `<?xml version="1.0" encoding="UTF-8"?>
<AcmeIPPhoneInputScreen type="number" Beep="no" Timeout="0" LockIn="no" destroyOnExit="yes" cancelAction="http://pbx/x">
  <Title wrap="no">Login</Title>
  <URL>http://pbx.example.net/hd/y/login?t=S2</URL>
  <InputField type="number"><Prompt>Extension</Prompt><Parameter>ext</Parameter><Default>1001</Default></InputField>
  <InputField type="number" password="yes"><Prompt>PIN</Prompt><Parameter>pin</Parameter><Default></Default></InputField>
  <InputField type="empty" editable="no"><Prompt></Prompt><Parameter>state</Parameter><Default>S 9</Default></InputField>
  <InputField type="string"><Prompt>Name</Prompt><Parameter>name</Parameter></InputField>
  <SoftKey index="1"><Label>Cancel</Label><URI>SoftKey:Exit</URI></SoftKey>
  <SoftKey index="4"><Label>OK</Label><URI>SoftKey:Submit</URI></SoftKey>
</AcmeIPPhoneInputScreen>`;

describe('pages that a phone shows', () => {
  it('a menu', () => {
    expect(read(MENU)).toEqual({
      kind: 'menu',
      title: 'Hot desk',
      numbered: true,
      highlighted: 2,
      timeoutSeconds: 60,
      cancelUrl: null,
      items: [
        { label: 'Login', url: 'http://pbx.example.net/hd/s/login?t=S1&v=internal' },
        { label: 'Logout', url: 'http://pbx.example.net/hd/s/logout?t=S1' },
      ],
      softKeys: [
        { index: 1, label: 'Select', does: { action: 'select' } },
        { index: 3, label: 'Help', does: { open: 'http://pbx.example.net/help' } },
        { index: 4, label: 'Exit', does: { action: 'exit' } },
      ],
    });
  });

  it('a form with fields, masked and hidden ones among them', () => {
    const common = { type: 'digits', masked: false, editable: true, value: '' };
    expect(read(FORM, PREFIXED)).toEqual({
      kind: 'form',
      title: 'Login',
      action: 'http://pbx.example.net/hd/y/login?t=S2',
      timeoutSeconds: 0,
      cancelUrl: 'http://pbx/x',
      fields: [
        { ...common, name: 'ext', label: 'Extension', value: '1001' },
        { ...common, name: 'pin', label: 'PIN', masked: true },
        { ...common, name: 'state', label: '', type: 'text', editable: false, value: 'S 9' },
        { ...common, name: 'name', label: 'Name', type: 'text' },
      ],
      softKeys: [
        { index: 1, label: 'Cancel', does: { action: 'exit' } },
        { index: 4, label: 'OK', does: { action: 'submit' } },
      ],
    });
  });

  it('a form whose one field stands in the root', () => {
    const form = read(
      '<InputScreen type="number" password="yes"><Title>PIN for 5501</Title><Prompt>PIN:</Prompt><URL>http://pbx/login</URL><Parameter>pin</Parameter><Default></Default></InputScreen>',
    );
    expect(form).toMatchObject({
      kind: 'form',
      title: 'PIN for 5501',
      fields: [{ name: 'pin', label: 'PIN:', type: 'digits', masked: true, editable: true, value: '' }],
    });
  });

  it('a text, with the defaults of the phone', () => {
    expect(
      read(
        '<TextScreen doneAction="http://pbx/a"><Title>Hi</Title><Text>It is &lt;done&gt;.</Text></TextScreen>',
      ),
    ).toEqual({
      kind: 'text',
      title: 'Hi',
      text: 'It is <done>.',
      doneUrl: 'http://pbx/a',
      timeoutSeconds: 45,
      cancelUrl: null,
      softKeys: [{ index: 1, label: 'Exit', does: { action: 'exit' } }],
    });
  });

  it('a menu in a style that the phone does not know has no numbers', () => {
    expect(read(MENU.replace('"number"', '"numbered"'))).toMatchObject({ numbered: false });
  });
});

describe('pages that a phone refuses', () => {
  const menuOf = (count: number, uri = 'http://pbx/a') =>
    `<TextMenu><Title>x</Title>${`<MenuItem><Prompt>a</Prompt><URI>${uri}</URI></MenuItem>`.repeat(count)}</TextMenu>`;

  it.each([
    ['a root of another vendor', FORM, 'knows no <AcmeIPPhoneInputScreen>'],
    ['a root that does not exist', '<TextMenus/>', 'knows no <TextMenus>'],
    ['no XML', '<TextMenu><Title>x</TextMenu>', 'not XML'],
    ['a bare ampersand in a URL', menuOf(1, 'http://pbx/a?b=1&c=2'), 'not XML'],
    ['31 items', menuOf(31), '31 items'],
    ['no items', menuOf(0), 'without items'],
    ['a relative URL in an item', menuOf(1, '/login'), 'not absolute'],
    ['no URL in an item', menuOf(1, ''), 'without a URL'],
    [
      'a form without a URL',
      '<InputScreen><InputField><Parameter>a</Parameter></InputField></InputScreen>',
      'without a URL',
    ],
    [
      'a form with a relative URL',
      '<InputScreen><URL>login</URL><Parameter>a</Parameter></InputScreen>',
      'not absolute',
    ],
    [
      'a field without a name',
      '<InputScreen><URL>http://pbx/</URL><InputField><Prompt>a</Prompt></InputField></InputScreen>',
      'Parameter',
    ],
    [
      'a soft key without an index',
      '<TextScreen><Text>a</Text><SoftKey><Label>a</Label><URI>SoftKey:Exit</URI></SoftKey></TextScreen>',
      'index',
    ],
    [
      'a soft key that does nothing known',
      '<TextScreen><Text>a</Text><SoftKey index="1"><Label>a</Label><URI>SoftKey:Fly</URI></SoftKey></TextScreen>',
      'not absolute',
    ],
    [
      'two soft keys in one place',
      `<TextScreen><Text>a</Text>${'<SoftKey index="1"><Label>a</Label><URI>SoftKey:Exit</URI></SoftKey>'.repeat(2)}</TextScreen>`,
      'one index',
    ],
    [
      'a doneAction that is not absolute',
      '<TextScreen doneAction="next"><Text>a</Text></TextScreen>',
      'not absolute',
    ],
    [
      'Execute, which is not played here',
      '<Execute><ExecuteItem URI="http://pbx/"/></Execute>',
      'not supported by the simulator',
    ],
    [
      'Status, which is not played here',
      '<Status><Session>x</Session></Status>',
      'not supported by the simulator',
    ],
  ])('%s', (_, text, reason) => {
    expect(() => read(text)).toThrow(PageRefused);
    expect(() => read(text)).toThrow(reason);
  });

  it('a page of 10,001 bytes, but not one of 10,000', () => {
    const page = (length: number) => {
      const [head, tail] = ['<TextScreen><Text>', '</Text></TextScreen>'];
      return `${head}${'x'.repeat(length - head.length - tail.length)}${tail}`;
    };
    expect(read(page(10_000)).kind).toBe('text');
    expect(() => read(page(10_001))).toThrow('10001 bytes');
  });

  it('counts bytes, not characters', () => {
    expect(() => read(`<TextScreen><Text>${'ü'.repeat(5000)}</Text></TextScreen>`)).toThrow(PageRefused);
  });
});

import { BRANDS } from '../../phoneapps';
import { writeScreen } from '../../src/phones/screens/dialects';
import type { Screen } from '../../src/phones/screens/screen';
import { STRINGS } from '../../src/phones/screens/strings';

const MENU: Screen = {
  kind: 'menu',
  title: 'Hot desk',
  items: [{ label: 'Login', url: 'http://192.0.2.10:8480/apps/token/i/login' }],
};
const FORM: Screen = {
  kind: 'form',
  title: 'Login',
  action: 'http://192.0.2.10:8480/apps/token/i/login?x=1&y=2',
  fields: [
    { name: 'extension', label: 'Extension', type: 'digits', masked: false },
    { name: 'password', label: 'Password', type: 'digits', masked: true },
  ],
};
const MESSAGE: Screen = {
  kind: 'message',
  title: 'Login refused',
  text: 'Extension or password is wrong.',
  next: 'http://192.0.2.10:8480/apps/token/i/login?x=1&y=2',
};

function documentOf(id: string, screen: Screen): string {
  const screens = BRANDS.find((brand) => brand.id === id)?.screens;
  if (!screens) throw new Error(`${id} shows no screens`);
  return writeScreen(screen, screens, STRINGS.en).bytes.toString('utf8');
}

/** No prefix, `number`, OK on the left. */
describe('Sangoma s-series', () => {
  test('menu', () => {
    expect(documentOf('sangoma', MENU)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<TextMenu style="number" Beep="no" wrapList="no" destroyOnExit="yes" Timeout="60">
  <Title wrap="no">Hot desk</Title>
  <MenuItem>
    <Prompt>Login</Prompt>
    <URI>http://192.0.2.10:8480/apps/token/i/login</URI>
  </MenuItem>
  <SoftKey index="1">
    <Label>Select</Label>
    <URI>SoftKey:Select</URI>
  </SoftKey>
  <SoftKey index="4">
    <Label>Exit</Label>
    <URI>SoftKey:Exit</URI>
  </SoftKey>
</TextMenu>
`);
  });

  test('form', () => {
    expect(documentOf('sangoma', FORM)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<InputScreen type="string" Beep="no" LockIn="no" destroyOnExit="yes" Timeout="60" defaultIndex="1">
  <Title wrap="no">Login</Title>
  <URL>http://192.0.2.10:8480/apps/token/i/login?x=1&amp;y=2</URL>
  <InputField type="number">
    <Prompt>Extension</Prompt>
    <Parameter>extension</Parameter>
    <Default/>
  </InputField>
  <InputField type="number" password="yes">
    <Prompt>Password</Prompt>
    <Parameter>password</Parameter>
    <Default/>
  </InputField>
  <SoftKey index="1">
    <Label>OK</Label>
    <URI>SoftKey:Submit</URI>
  </SoftKey>
  <SoftKey index="4">
    <Label>Cancel</Label>
    <URI>SoftKey:Exit</URI>
  </SoftKey>
</InputScreen>
`);
  });

  test('message', () => {
    expect(documentOf('sangoma', MESSAGE)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<TextScreen Beep="no" LockIn="no" destroyOnExit="yes" Timeout="60" doneAction="http://192.0.2.10:8480/apps/token/i/login?x=1&amp;y=2">
  <Title wrap="no">Login refused</Title>
  <Text>Extension or password is wrong.</Text>
  <SoftKey index="1">
    <Label>OK</Label>
    <URI>http://192.0.2.10:8480/apps/token/i/login?x=1&amp;y=2</URI>
  </SoftKey>
  <SoftKey index="4">
    <Label>Exit</Label>
    <URI>SoftKey:Exit</URI>
  </SoftKey>
</TextScreen>
`);
  });
});

/** Its own prefix, `numbered`, OK on the right; without `Beep="no"` each page would beep. */
describe('Yealink', () => {
  test('menu', () => {
    expect(documentOf('yealink', MENU)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<YealinkIPPhoneTextMenu style="numbered" Beep="no" wrapList="no" destroyOnExit="yes" Timeout="60">
  <Title wrap="no">Hot desk</Title>
  <MenuItem>
    <Prompt>Login</Prompt>
    <URI>http://192.0.2.10:8480/apps/token/i/login</URI>
  </MenuItem>
  <SoftKey index="4">
    <Label>Select</Label>
    <URI>SoftKey:Select</URI>
  </SoftKey>
  <SoftKey index="1">
    <Label>Exit</Label>
    <URI>SoftKey:Exit</URI>
  </SoftKey>
</YealinkIPPhoneTextMenu>
`);
  });

  test('form', () => {
    expect(documentOf('yealink', FORM)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<YealinkIPPhoneInputScreen type="string" Beep="no" LockIn="no" destroyOnExit="yes" Timeout="60" defaultIndex="1">
  <Title wrap="no">Login</Title>
  <URL>http://192.0.2.10:8480/apps/token/i/login?x=1&amp;y=2</URL>
  <InputField type="number">
    <Prompt>Extension</Prompt>
    <Parameter>extension</Parameter>
    <Default/>
  </InputField>
  <InputField type="number" password="yes">
    <Prompt>Password</Prompt>
    <Parameter>password</Parameter>
    <Default/>
  </InputField>
  <SoftKey index="4">
    <Label>OK</Label>
    <URI>SoftKey:Submit</URI>
  </SoftKey>
  <SoftKey index="1">
    <Label>Cancel</Label>
    <URI>SoftKey:Exit</URI>
  </SoftKey>
</YealinkIPPhoneInputScreen>
`);
  });

  test('message', () => {
    expect(documentOf('yealink', { ...MESSAGE, next: null })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<YealinkIPPhoneTextScreen Beep="no" LockIn="no" destroyOnExit="yes" Timeout="60">
  <Title wrap="no">Login refused</Title>
  <Text>Extension or password is wrong.</Text>
  <SoftKey index="1">
    <Label>Exit</Label>
    <URI>SoftKey:Exit</URI>
  </SoftKey>
</YealinkIPPhoneTextScreen>
`);
  });
});

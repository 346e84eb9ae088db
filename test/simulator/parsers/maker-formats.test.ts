import { PARAMETER_NAMES } from '../../../src/phones/provisioning/formats';
import { parseDigiumConfig } from '../../../src/simulator/parsers/digium-config';
import { parseModuleLines } from '../../../src/simulator/parsers/module-lines';
import { parseNvmParams } from '../../../src/simulator/parsers/nvm-params';
import { UnreadableFile } from '../../../src/simulator/parsers/unreadable-file';

const bytes = (text: string) => Buffer.from(text, 'utf8');

describe('config of Digium', () => {
  test('ignores unknown attributes and elements', () => {
    const file = `<?xml version="1.0" ?><config>
      <setting id="login_password" value="789" /> <!-- admin -->
      <setting id="logo_file" value="factory" path="/factory.png" />
      <accounts><account index="0" status="1" username="1001">
        <host_primary server="pbx.example.com" port="5060" /><permission id="use_voicemail" value="1" />
      </account></accounts>
      <contacts url="http://pbx/c.xml" id="internal" /></config>`;
    expect([...parseDigiumConfig(bytes(file))]).toEqual([
      ['setting/login_password', '789'],
      ['setting/logo_file', 'factory'],
      ['account/0/status', '1'],
      ['account/0/username', '1001'],
      ['account/0/host_primary/server', 'pbx.example.com'],
      ['account/0/host_primary/port', '5060'],
    ]);
  });

  test.each([
    ['another root', '<settings/>'],
    ['a setting without a value', '<config><setting id="a"/></config>'],
    ['a setting twice', '<config><setting id="a" value="1"/><setting id="a" value="2"/></config>'],
    ['an account without an index', '<config><accounts><account status="1"/></accounts></config>'],
    ['an account beyond the last line key', '<config><accounts><account index="6"/></accounts></config>'],
  ])('is not read with %s', (_, file) => {
    expect(() => parseDigiumConfig(bytes(file))).toThrow(UnreadableFile);
  });

  test.each([
    ['setting/login_password', true],
    ['account/0/password', true],
    ['account/5/host_primary/server', true],
    ['account/6/password', false],
    ['account/0/index', false],
    ['setting/', false],
    ['login_password', false],
    ['setting/a" value="b', false],
  ])('whether %s can be a name: %s', (name, can) => {
    expect(PARAMETER_NAMES['digium-config'].test(name)).toBe(can);
  });
});

describe('parameters of Gigaset', () => {
  test('with the product that they are for', () => {
    const file = `<provisioning version="1.1" productID="e2"><firmware><file version="2.17.2" url="http://pbx/f.bin"/></firmware>
      <nvm><param name="SipAccount.00001.UserName" value="1001"/></nvm></provisioning>`;
    expect([...parseNvmParams(bytes(file))]).toEqual([
      ['productID', 'e2'],
      ['SipAccount.00001.UserName', '1001'],
    ]);
  });

  test.each([
    ['another root', '<config/>'],
    ['no version', '<provisioning><nvm/></provisioning>'],
    ['no nvm', '<provisioning version="1.1"/>'],
    [
      'a parameter without a value',
      '<provisioning version="1.1"><nvm><param name="a"/></nvm></provisioning>',
    ],
    [
      'a parameter twice',
      '<provisioning version="1.1"><nvm><param name="a" value="1"/><param name="a" value="2"/></nvm></provisioning>',
    ],
  ])('are not read with %s', (_, file) => {
    expect(() => parseNvmParams(bytes(file))).toThrow(UnreadableFile);
  });
});

describe('modules of older Fanvil firmware', () => {
  const HEAD = '<<VOIP CONFIG FILE>>Version:2.0002                            ';

  test('as a phone exports them: spaces after the version, CR LF, colons in values', () => {
    const file = [
      HEAD,
      '',
      '<SIP CONFIG MODULE>',
      'SIP  Port          :5060',
      '--SIP Line List--  :',
      'SIP1 Register Addr :2001:db8::1',
      '<PHONE CONFIG MODULE>',
      'LCD Title          :',
      '<<END OF FILE>>',
    ].join('\r\n');
    expect([...parseModuleLines(bytes(file))]).toEqual([
      ['SIP CONFIG MODULE/SIP  Port', '5060'],
      ['SIP CONFIG MODULE/--SIP Line List--/SIP1 Register Addr', '2001:db8::1'],
      ['PHONE CONFIG MODULE/LCD Title', ''],
    ]);
  });

  test.each([
    ['no version', '<SIP CONFIG MODULE>\nSIP  Port:5060\n<<END OF FILE>>\n'],
    ['no end', `${HEAD}\n<SIP CONFIG MODULE>\nSIP  Port:5060\n`],
    ['a line outside of a module', `${HEAD}\nSIP  Port:5060\n<<END OF FILE>>\n`],
    ['a line without a colon', `${HEAD}\n<SIP CONFIG MODULE>\nSIP  Port\n<<END OF FILE>>\n`],
    ['a name twice', `${HEAD}\n<A MODULE>\nB:1\nB:2\n<<END OF FILE>>\n`],
  ])('are not read with %s', (_, file) => {
    expect(() => parseModuleLines(bytes(file))).toThrow(UnreadableFile);
  });

  test.each([
    ['SIP CONFIG MODULE/--SIP Line List--/SIP1 S.Timer Expire', true],
    ['SIP CONFIG MODULE/SIP  Port', true],
    ['DOT1X CONFIG MODULE/Xsup User', true],
    ['SIP Port', false],
    ['SIP CONFIG MODULE/SIP Port:5060', false],
    ['SIP CONFIG MODULE/SIP Port ', false],
    ['SIP CONFIG MODULE/a\nb', false],
  ])('whether %j can be a name: %s', (name, can) => {
    expect(PARAMETER_NAMES['module-lines'].test(name)).toBe(can);
  });
});

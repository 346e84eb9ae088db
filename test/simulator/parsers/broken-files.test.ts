import { parseHlProvision } from '../../../src/simulator/parsers/hl-provision';
import { parseKeyValue } from '../../../src/simulator/parsers/key-value';
import { parseLpconfig } from '../../../src/simulator/parsers/lpconfig';
import { UnreadableFile } from '../../../src/simulator/parsers/unreadable-file';

const bytes = (text: string) => Buffer.from(text, 'utf8');

describe('files as other servers write them', () => {
  it('hl_provision: comments in `para` do not matter, an empty element is an empty value', () => {
    const file = `<?xml version="1.0" encoding="UTF-8"?>
      <hl_provision version="1"><config version="1">
        <P271 para="Account1.Active">0</P271><P47/>
        <P41300>http://192.0.2.10/a?b=1&amp;c=2</P41300>
      </config></hl_provision>`;
    expect([...parseHlProvision(bytes(file))]).toEqual([
      ['P271', '0'],
      ['P47', ''],
      ['P41300', 'http://192.0.2.10/a?b=1&c=2'],
    ]);
  });

  it('key-value: a # is a comment at the start of a line only, and spaces around a value go', () => {
    const file =
      '#!version:1.0.0.1\r\n# state\r\n\r\naccount.1.label =  # 1001 = Ann  \r\nlinekey.1.type=27\r\n';
    expect([...parseKeyValue(bytes(file))]).toEqual([
      ['account.1.label', '# 1001 = Ann'],
      ['linekey.1.type', '27'],
    ]);
  });

  it('lpconfig: entries are named by section and entry, with or without a namespace prefix', () => {
    const file = `<l:config xmlns:l="http://www.linphone.org/xsds/lpconfig.xsd"><l:section name="proxy_0">
      <l:entry name="reg_proxy" overwrite="true">&lt;sip:pbx&gt;</l:entry></l:section></l:config>`;
    expect([...parseLpconfig(bytes(file))]).toEqual([['proxy_0/reg_proxy', '<sip:pbx>']]);
  });
});

describe('files that a phone ignores', () => {
  it.each([
    ['not XML', 'P271=0'],
    ['cut off', '<hl_provision version="1"><config version="1"><P271>0'],
    ['another root', '<gs_provision version="1"><config version="1"/></gs_provision>'],
    ['no config', '<hl_provision version="1"></hl_provision>'],
    ['an unescaped &', '<hl_provision><config><P47>a&b</P47></config></hl_provision>'],
    ['an element in a value', '<hl_provision><config><P47>a<b/></P47></config></hl_provision>'],
  ])('hl_provision: %s', (_, file) => {
    expect(() => parseHlProvision(bytes(file))).toThrow(UnreadableFile);
  });

  it.each([
    ['no version line', 'account.1.enable = 1\n'],
    ['the version line below a comment', '# hello\n#!version:1.0.0.1\n'],
    ['a line that is no parameter', '#!version:1.0.0.1\naccount.1.enable = 1\nAnn\n'],
    ['a parameter without a name', '#!version:1.0.0.1\n= 1\n'],
    ['empty', ''],
  ])('key-value: %s', (_, file) => {
    expect(() => parseKeyValue(bytes(file))).toThrow(UnreadableFile);
  });

  it('key-value: says which line is wrong', () => {
    expect(() => parseKeyValue(bytes('#!version:1.0.0.1\n\nAnn\n'))).toThrow('line 3');
  });

  it.each([
    ['another root', '<html/>'],
    ['an entry outside a section', '<config><entry name="a" overwrite="true">1</entry></config>'],
    [
      'an entry without a name',
      '<config><section name="s"><entry overwrite="true">1</entry></section></config>',
    ],
    [
      'an entry that would not replace a value',
      '<config><section name="s"><entry name="a">1</entry></section></config>',
    ],
  ])('lpconfig: %s', (_, file) => {
    expect(() => parseLpconfig(bytes(file))).toThrow(UnreadableFile);
  });
});

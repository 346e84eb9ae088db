import { FORMAT_WRITERS, PARAMETER_NAMES } from '../../../src/phones/provisioning/formats';
import { parseSysConf } from '../../../src/simulator/parsers/sys-conf';
import fc from '../../fast-check';

const file = (content: string) => Buffer.from(`<sysConf><Version>2.1</Version>${content}</sysConf>`);

test('reads back whatever was written', () => {
  const path = fc.constantFrom(
    'sip/SIPPort',
    'sip/line[1]/User',
    'sip/line[2]/User',
    'ap/opt/DHCPOption',
    'a/b[3]/c[4]/d',
  );
  const value = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .filter((text) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text));
  fc.assert(
    fc.property(fc.dictionary(path, value, { noNullPrototype: true }), (values) => {
      const parameters = new Map(Object.entries(values));
      expect(parseSysConf(FORMAT_WRITERS['sys-conf'](parameters))).toEqual(parameters);
    }),
  );
});

test('a value next to elements neither removes them nor makes the file unreadable', () => {
  const parameters = new Map([
    ['sip/line[1]', 'x'],
    ['sip/line[1]/User', '1001'],
  ]);
  expect([...parseSysConf(FORMAT_WRITERS['sys-conf'](parameters))]).toEqual([['sip/line[1]/User', '1001']]);
});

test.each(['sip/SIPPort', 'sip/line[12]/PhoneNumber', 'mm/G726-16PayloadType'])(
  '%s can be a name',
  (name) => {
    expect(PARAMETER_NAMES['sys-conf'].test(name)).toBe(true);
  },
);

test.each(['', 'Version', '/sip', 'sip/', 'sip//x', 'sip/line[x]', 'sip/<x>', 'sip/1x', 'a'.repeat(129)])(
  '%j can be none',
  (name) => {
    expect(PARAMETER_NAMES['sys-conf'].test(name)).toBe(false);
  },
);

test.each([
  ['no XML', Buffer.from('<<VOIP CONFIG FILE>>Version:2.0')],
  ['another root', Buffer.from('<config/>')],
  ['no version', Buffer.from('<sysConf><sip/></sysConf>')],
  ['a duplicate value', file('<sip><a>1</a><a>2</a></sip>')],
  ['a value beside elements', file('<sip>x<a>1</a></sip>')],
  ['an index that is no number', file('<sip><line index="x"/></sip>')],
])('a phone does not take a file with %s', (_, bytes) => {
  expect(() => parseSysConf(bytes)).toThrow();
});

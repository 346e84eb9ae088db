import { PARAMETER_NAMES } from '../../../src/phones/provisioning/formats';
import { parseColonLines } from '../../../src/simulator/parsers/colon-lines';
import { UnreadableFile } from '../../../src/simulator/parsers/unreadable-file';

const read = (text: string) => [...parseColonLines(Buffer.from(text, 'utf8'))];

test('reads files of other servers: comments at the start and after a value, quotes, no value', () => {
  const file =
    '# state\r\nsip line1 password: "s3#cret" # of Ann\r\n\r\nsip line1 vmail:  *97   # mailbox\r\nsip line1 user name:\r\n' +
    'topsoftkey1 value: http://192.0.2.10:84/app\r\n';
  expect(read(file)).toEqual([
    ['sip line1 password', 's3#cret'],
    ['sip line1 vmail', '*97'],
    ['sip line1 user name', ''],
    ['topsoftkey1 value', 'http://192.0.2.10:84/app'],
  ]);
});

test('quotes inside a value are part of it', () => {
  expect(read('a: say "hi" now\nb: ""\nc: "a"b"\n')).toEqual([
    ['a', 'say "hi" now'],
    ['b', ''],
    ['c', 'a"b'],
  ]);
});

test.each([
  ['no colon', 'sip line1 user name 1001'],
  ['no name', ': 1001'],
  ['a comment in a name', 'sip #line1: 1'],
  ['an unclosed quote', 'a: "b'],
  ['more behind the quotes', 'a: "b" c'],
])('a phone rejects a line with %s', (_, file) => {
  expect(() => read(file)).toThrow(UnreadableFile);
});

test('bytes that are not UTF-8 are rejected', () => {
  expect(() => parseColonLines(Buffer.from([0x61, 0x3a, 0xff]))).toThrow(UnreadableFile);
});

test.each([
  ['sip line1 user name', true],
  ['dst [start|end] month', true],
  ['a', true],
  [' a', false],
  ['a ', false],
  ['a:b', false],
  ['a#b', false],
  ['', false],
])('%j can be a name: %s', (name, can) => {
  expect(PARAMETER_NAMES['colon-lines'].test(name)).toBe(can);
});

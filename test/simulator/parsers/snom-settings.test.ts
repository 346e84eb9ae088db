import { FORMAT_WRITERS, PARAMETER_NAMES } from '../../../src/phones/provisioning/formats';
import { parseSnomSettings } from '../../../src/simulator/parsers/snom-settings';
import { UnreadableFile } from '../../../src/simulator/parsers/unreadable-file';

const bytes = (text: string) => Buffer.from(text, 'utf8');

test('reads files of other servers: other flags, other order, an extra attribute', () => {
  const file = `<?xml version="1.0" encoding="utf-8"?>
    <settings><phone-settings e="2"><language perm="">English</language><user_name idx="1" perm="&amp;">1001</user_name></phone-settings>
    <functionKeys e="2"><fkey idx="0" context="1" label="Bob" lp="on" perm="">blf sip:1002@pbx|**</fkey></functionKeys></settings>`;
  expect([...parseSnomSettings(bytes(file))]).toEqual([
    ['language', 'English'],
    ['user_name/1', '1001'],
    ['fkey/0', 'blf sip:1002@pbx|**'],
    ['fkey/0/label', 'Bob'],
  ]);
});

test.each([
  ['not XML', 'language: English'],
  ['another root', '<html/>'],
  ['nothing in it', '<settings/>'],
  ['an unescaped &', '<settings><phone-settings><a perm="">x&y</a></phone-settings></settings>'],
  ['an element in a value', '<settings><phone-settings><a perm="">x<b/></a></phone-settings></settings>'],
  ['a key without a place', '<settings><functionKeys><fkey label="x">line</fkey></functionKeys></settings>'],
  [
    'a setting that a user may keep',
    '<settings><phone-settings><a perm="!">x</a></phone-settings></settings>',
  ],
])('a phone rejects %s', (_, file) => {
  expect(() => parseSnomSettings(bytes(file))).toThrow(UnreadableFile);
});

test('a label belongs to its key; a label without a key has no meaning', () => {
  const parameters = new Map([
    ['language', 'English'],
    ['fkey/3', 'line'],
    ['fkey/3/label', 'a "b" & <c>'],
    ['fkey/4/label', 'nobody'],
  ]);
  expect([...parseSnomSettings(FORMAT_WRITERS['snom-settings'](parameters))]).toEqual([
    ['language', 'English'],
    ['fkey/3', 'line'],
    ['fkey/3/label', 'a "b" & <c>'],
  ]);
});

test.each([
  ['language', true],
  ['user_name/12', true],
  ['fkey/125', true],
  ['fkey/0/label', true],
  ['fkey', false],
  ['fkey/x', false],
  ['a b', false],
  ['a/1/label', false],
  ['<a>', false],
])('%j can be a name: %s', (name, can) => {
  expect(PARAMETER_NAMES['snom-settings'].test(name)).toBe(can);
});

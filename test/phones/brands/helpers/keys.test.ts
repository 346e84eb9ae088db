import type { Key, KeyKind } from '../../../../src/desk/model';
import type { Account } from '../../../../src/phones/brands/brand';
import { codeByKind, fillKey, keySlots } from '../../../../src/phones/brands/helpers';

const account: Account = {
  user: '1001',
  authUser: '1001',
  secret: 's',
  server: '192.0.2.10',
  port: 5060,
  transport: 'udp',
  displayName: 'Alice Adams',
  voicemailNumber: '*97',
};
const CODES: Readonly<Record<KeyKind, string>> = {
  none: '0',
  line: '1',
  'speed-dial': '2',
  blf: '3',
  park: '4',
  intercom: '5',
  voicemail: '6',
  dnd: '7',
  forward: '8',
  url: '9',
  login: '10',
};
const key = (kind: KeyKind, value = '', label = ''): Key => ({ kind, value, label });

test('every key is written, an unused one too', () => {
  const entries = keySlots(
    [key('blf', '1002', 'Bob'), key('none')],
    { account },
    {
      name: (place, field) => `key${place} ${field}`,
      fields: { type: codeByKind(CODES), value: 'value', label: 'label', order: (_key, place) => `${place}` },
    },
  );
  expect(entries).toEqual([
    ['key1 type', '3'],
    ['key1 value', '1002'],
    ['key1 label', 'Bob'],
    ['key1 order', '1'],
    ['key2 type', '0'],
    ['key2 value', ''],
    ['key2 label', ''],
    ['key2 order', '2'],
  ]);
});

test('places count from the vendor’s first number, and the vendor’s own mark clears what is empty', () => {
  const slots = {
    first: 0,
    clear: '-',
    name: (place: number) => `fkey${place}`,
    fields: { value: 'value' },
  } as const;
  expect(keySlots([key('none'), key('park', '71')], { account: null }, slots)).toEqual([
    ['fkey0', '-'],
    ['fkey1', '71'],
  ]);
});

test('a voicemail key without a number dials the mailbox of the account', () => {
  expect(fillKey(key('voicemail'), account).value).toBe('*97');
  expect(fillKey(key('voicemail', '8500'), account).value).toBe('8500');
  expect(fillKey(key('voicemail'), null).value).toBe('');
  expect(fillKey(key('speed-dial'), account).value).toBe('');
});

test('a line key without a label shows the extension', () => {
  expect(fillKey(key('line'), account).label).toBe('1001');
  expect(fillKey(key('line', '', 'Desk'), account).label).toBe('Desk');
  expect(fillKey(key('line'), null).label).toBe('');
  expect(fillKey(key('blf', '1002'), account).label).toBe('');
});

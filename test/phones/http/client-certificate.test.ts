import { onlyMacIn } from '../../../src/phones/http/client-certificate';
import fc from '../../fast-check';

const hex = fc.stringMatching(/^[0-9a-f]{12}$/);
const pairs = (mac: string) => mac.match(/../g) ?? [];
const NOTATIONS: readonly ((mac: string) => string)[] = [
  (mac) => mac,
  (mac) => mac.toUpperCase(),
  (mac) => pairs(mac).join(':'),
  (mac) => pairs(mac).join('-').toUpperCase(),
  (mac) => (mac.match(/..../g) ?? []).join('.'),
];

describe('the MAC in a common name', () => {
  test.each([
    ['001565aabbcc', '001565aabbcc'],
    ['00:15:65:AA:BB:CC', '001565aabbcc'],
    ['SIP-T46S-00-15-65-aa-bb-cc', '001565aabbcc'],
    ['0015.65aa.bbcc', '001565aabbcc'],
    ['CP-8841-SEP001565AABBCC', '001565aabbcc'],
    ['001565aabbcc (00:15:65:aa:bb:cc)', '001565aabbcc'],
    ['001565aabbcc 001565aabbcd', null],
    ['001565aabbccd', null],
    ['001565aabbcg', null],
    ['00:15:65:aa:bb', null],
    ['phones.example.com', null],
    ['', null],
  ])('of %j is %j', (name, mac) => {
    expect(onlyMacIn(name)).toBe(mac);
  });

  test('is found in any notation, among any other words', () => {
    const word = fc.stringMatching(/^[g-zG-Z _/]{0,20}$/);
    fc.assert(
      fc.property(hex, fc.constantFrom(...NOTATIONS), word, word, (mac, write, before, after) => {
        expect(onlyMacIn(`${before} ${write(mac)} ${after}`)).toBe(mac);
      }),
    );
  });

  test('is nothing but 12 hex digits, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(onlyMacIn(name) ?? '000000000000').toMatch(/^[0-9a-f]{12}$/);
      }),
    );
  });
});

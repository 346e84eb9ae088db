import { isWeakPin } from '../../../src/desk/passwords/weak-pin';
import { LIKELY_PINS, shareOf } from './likely-pins';

const FOUR_DIGITS = Array.from({ length: 10_000 }, (_, number) => String(number).padStart(4, '0'));

describe('a hot-desk PIN', () => {
  test.each([
    ['the extension', '1001', '1001'],
    ['the extension backwards', '1234509', '9054321'],
    ['the last digits of the extension', '7391', '207391'],
    ['the last digits of the extension backwards', '1937', '207391'],
    ['the extension and one digit more', '7381', '738'],
    ['one digit and the extension', '0738', '738'],
    ['the extension backwards and one digit more', '8374', '738'],
    ['one repeated digit', '7777', '1001'],
    ['two digits repeated', '1212', '1001'],
    ['three digits repeated', '835835', '1001'],
    ['a repeated group of a long PIN', '83528352835283528352', '1001'],
    ['a sequence', '1234', '1001'],
    ['a sequence from the middle', '345678', '1001'],
    ['a sequence across the end of the keypad', '7890', '1001'],
    ['a descending sequence', '4321', '1001'],
    ['a descending sequence across the end of the keypad', '2109', '1001'],
    ['a year of birth', '1960', '1001'],
    ['a year of this time', '2029', '1001'],
    ['a line of the keypad', '2580', '1001'],
    ['a line of the keypad upwards', '0852', '1001'],
    ['its corners', '1379', '1001'],
    ['even digits', '2468', '1001'],
    ['three digits', '835', '1001'],
    ['empty', '', '1001'],
    ['21 digits', '835279183527918352791', '1001'],
    ['a word', 'desk-user', '1001'],
    ['digits with a space', '8352 79', '1001'],
    ['digits of another script', '٨٣٥٢', '1001'],
  ])('is weak if it is %s', (_what, pin, extension) => {
    expect(isWeakPin(pin, extension)).toBe(true);
  });

  test.each([
    '8352',
    '1357',
    '1243',
    '7889',
    '0100',
    '1002',
    '1959',
    '2030',
    '196000',
    '83835',
    '83527918352791835279',
  ])('is accepted as %s', (pin) => {
    expect(isWeakPin(pin, '1001')).toBe(false);
  });

  test('of four digits is weak in at most 2 of 100 cases, and the frequent ones are', () => {
    const weak = FOUR_DIGITS.filter((pin) => isWeakPin(pin, ''));
    expect(weak).toHaveLength(199);
    // What most lists of leaked PINs have first; 200 random ones are 2 of 100.
    expect(shareOf(weak)).toBeGreaterThan(0.25);
    expect(LIKELY_PINS.slice(0, 20).filter((pin) => !isWeakPin(pin, ''))).toEqual([]);
  });

  test.each(['73', '738', '7381', '207381'])('is hardly limited by the extension %s', (extension) => {
    const weak = FOUR_DIGITS.filter((pin) => isWeakPin(pin, extension));
    expect(weak.length).toBeLessThanOrEqual(199 + 40);
  });
});

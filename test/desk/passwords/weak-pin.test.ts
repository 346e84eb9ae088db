import { isWeakPin } from '../../../src/desk/passwords/weak-pin';

describe('a hot-desk PIN', () => {
  test.each([
    ['the extension', '1001', '1001'],
    ['the extension backwards', '1234509', '9054321'],
    ['one repeated digit', '7777', '1001'],
    ['a sequence', '1234', '1001'],
    ['a sequence from the middle', '345678', '1001'],
    ['a sequence across the end of the keypad', '7890', '1001'],
    ['a descending sequence', '4321', '1001'],
    ['a descending sequence across the end of the keypad', '2109', '1001'],
    ['three digits', '835', '1001'],
    ['empty', '', '1001'],
    ['21 digits', '835279183527918352791', '1001'],
    ['a word', 'desk-user', '1001'],
    ['digits with a space', '8352 79', '1001'],
    ['digits of another script', '٨٣٥٢', '1001'],
  ])('is weak if it is %s', (_what, pin, extension) => {
    expect(isWeakPin(pin, extension)).toBe(true);
  });

  test.each(['8352', '1357', '1243', '7889', '0100', '1002', '83527918352791835279'])(
    'is accepted as %s',
    (pin) => {
      expect(isWeakPin(pin, '1001')).toBe(false);
    },
  );
});

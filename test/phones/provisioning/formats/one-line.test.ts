import { oneLine } from '../../../../src/phones/provisioning/formats/one-line';
import fc from '../../../fast-check';

test('a value stands on one line, and keeps all that is no control character', () => {
  expect(oneLine(' a\r\n\tb\u2028c\u0000 ')).toBe(' a b c  ');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const line = oneLine(value);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      const visible = (text: string) => text.replace(/[\p{Cc}\u2028\u2029 ]/gu, '');
      expect(visible(line)).toBe(visible(value));
    }),
  );
});

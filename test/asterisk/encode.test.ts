import { encodeAction } from '../../src/asterisk/encode';
import { AmiInjectionError } from '../../src/asterisk/errors';
import fc from '../fast-check';

const controls = [...Array(32).keys(), 0x7f, 0x80, 0x85, 0x9f].map((code) => String.fromCharCode(code));
const plainText = fc
  .string({ unit: 'binary', maxLength: 100 })
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));

test('a value with a control character is rejected, in headers and variables', () => {
  fc.assert(
    fc.property(plainText, fc.constantFrom(...controls), plainText, (before, control, after) => {
      const value = before + control + after;
      expect(() => encodeAction({ action: 'DBPut', headers: { Val: value } }, 'x')).toThrow(
        AmiInjectionError,
      );
      expect(() => encodeAction({ action: 'PJSIPNotify', variables: { Event: value } }, 'x')).toThrow(
        AmiInjectionError,
      );
      expect(() => encodeAction({ action: value }, 'x')).toThrow(AmiInjectionError);
      expect(() => encodeAction({ action: 'Ping' }, value)).toThrow(AmiInjectionError);
    }),
  );
});

test('a value without control characters is sent unchanged', () => {
  fc.assert(
    fc.property(plainText, (value) => {
      expect(encodeAction({ action: 'DBPut', headers: { Val: value } }, 'hd-1')).toEqual({
        action: 'DBPut',
        actionid: 'hd-1',
        val: value,
      });
    }),
  );
});

test('a name that is not a plain word is rejected', () => {
  const word = /^[A-Za-z][A-Za-z0-9_-]*$/;
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      fc.pre(!word.test(name));
      expect(() => encodeAction({ action: 'Ping', headers: { [name]: 'x' } }, 'x')).toThrow(
        AmiInjectionError,
      );
      expect(() => encodeAction({ action: 'Ping', variables: { [name]: 'x' } }, 'x')).toThrow(
        AmiInjectionError,
      );
    }),
  );
});

test.each(['Action', 'ACTIONID', 'variable'])('the header %s cannot be injected', (name) => {
  const action = { action: 'Ping', headers: { [name]: 'x' }, variables: { Event: 'x' } };
  expect(() => encodeAction(action, 'x')).toThrow(AmiInjectionError);
});

test('a header cannot be repeated with different case', () => {
  expect(() => encodeAction({ action: 'DBPut', headers: { Key: 'a', KEY: 'b' } }, 'x')).toThrow(
    AmiInjectionError,
  );
});

test.each([',', '"', '\\'])(
  'a variable cannot contain %s, which Asterisk would split at or drop',
  (character) => {
    const variables = { Event: `check-sync${character}Content=x` };
    expect(() => encodeAction({ action: 'PJSIPNotify', variables }, 'x')).toThrow(AmiInjectionError);
  },
);

test('a line has at most 1022 bytes, because Asterisk reads the rest as another line', () => {
  const room = 1022 - 'Val: '.length;
  expect(encodeAction({ action: 'DBPut', headers: { Val: 'x'.repeat(room) } }, 'x').val).toHaveLength(room);
  expect(() => encodeAction({ action: 'DBPut', headers: { Val: 'x'.repeat(room + 1) } }, 'x')).toThrow(
    AmiInjectionError,
  );
  expect(() => encodeAction({ action: 'DBPut', headers: { Val: 'ä'.repeat(room / 2 + 1) } }, 'x')).toThrow(
    AmiInjectionError,
  );
});

test('the error does not contain the value, which may be a secret', () => {
  expect(() => encodeAction({ action: 'DBPut', headers: { Val: 'hush\r\n' } }, 'x')).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('hush') }),
  );
});

import { createEncryptor, decryptBytes, deriveKey, encryptBytes } from '../../src/lib/encryption';
import fc from '../fast-check';

const SERVICE_KEY = Buffer.alloc(32, 1);
const KEY = deriveKey(SERVICE_KEY, 'settings');
const encryptor = createEncryptor(KEY);

describe('an encrypted text', () => {
  test('is decrypted again, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const readable = Buffer.from(text, 'utf8').toString('utf8');
        expect(encryptor.decrypt(encryptor.encrypt(text))).toBe(readable);
      }),
    );
  });

  test('is another one each time, and shows nothing of what is in it', () => {
    const [first, second] = [encryptor.encrypt('a-long-password'), encryptor.encrypt('a-long-password')];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, 'base64url').toString('latin1')).not.toContain('password');
  });

  test('is not decrypted by another key, nor after a single change', () => {
    const encrypted = encryptor.encrypt('a-long-password');
    expect(createEncryptor(deriveKey(SERVICE_KEY, 'nonces')).decrypt(encrypted)).toBeNull();
    const bytes = Buffer.from(encrypted, 'base64url');
    for (const [index, byte] of bytes.entries()) {
      const changed = Buffer.from(bytes);
      changed[index] = byte ^ 1;
      expect(encryptor.decrypt(changed.toString('base64url'))).toBeNull();
    }
  });

  test('is never what somebody made up', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(encryptor.decrypt(text)).toBeNull();
      }),
    );
  });
});

describe('encrypted bytes', () => {
  test('are decrypted again, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const plain = Buffer.from(bytes);
        expect(decryptBytes(KEY, encryptBytes(KEY, plain))).toEqual(plain);
      }),
    );
  });

  test('are not decrypted by another key, when cut, or when made up', () => {
    const encrypted = encryptBytes(KEY, Buffer.from('a config'));
    expect(decryptBytes(deriveKey(SERVICE_KEY, 'nonces'), encrypted)).toBeNull();
    for (let length = 0; length < encrypted.length; length += 1) {
      expect(decryptBytes(KEY, encrypted.subarray(0, length))).toBeNull();
    }
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => expect(decryptBytes(KEY, Buffer.from(bytes))).toBeNull()),
    );
  });
});

// Settings and copies of configs that were encrypted before must be read after an update.
test('what an earlier version encrypted is still read', () => {
  const key = deriveKey(SERVICE_KEY, 'cached configs');
  expect(key.toString('hex')).toBe('78d18ae8ba749006f89247a9491127b79324ecbfc1d4fb219cad33a0b73f4d97');
  expect(
    decryptBytes(
      key,
      Buffer.from('0505050505050505050505054a3b5d301bd676e296918e057f69593c1d241d9168a06fef', 'hex'),
    )?.toString(),
  ).toBe('a config');
});

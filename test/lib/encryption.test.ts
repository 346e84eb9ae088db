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
  expect(key.toString('hex')).toBe('4ef2cdb6b55137894995a1e2a496b9df04f94b0050bc18da622219b9c93ce359');
  expect(
    decryptBytes(
      key,
      Buffer.from('050505050505050505050505e55bde440a3356ff10c32300744dc63f21f4a67e74f56a4b', 'hex'),
    )?.toString(),
  ).toBe('a config');
});

import { createEncryptor, decryptBytes, deriveKey, encryptBytes } from '../../src/lib/encryption';
import fc from '../fast-check';

const SERVICE_KEY = Buffer.alloc(32, 1);
const KEY = deriveKey(SERVICE_KEY, 'settings');
const encryptor = createEncryptor(KEY);

describe('an encrypted text', () => {
  test('can be decrypted, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const readable = Buffer.from(text, 'utf8').toString('utf8');
        expect(encryptor.decrypt(encryptor.encrypt(text))).toBe(readable);
      }),
    );
  });

  test('differs each time, and reveals nothing of its content', () => {
    const [first, second] = [encryptor.encrypt('a-long-password'), encryptor.encrypt('a-long-password')];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, 'base64url').toString('latin1')).not.toContain('password');
  });

  test('cannot be decrypted with another key, nor after changing a single byte', () => {
    const encrypted = encryptor.encrypt('a-long-password');
    expect(createEncryptor(deriveKey(SERVICE_KEY, 'nonces')).decrypt(encrypted)).toBeNull();
    const bytes = Buffer.from(encrypted, 'base64url');
    for (const [index, byte] of bytes.entries()) {
      const changed = Buffer.from(bytes);
      changed[index] = byte ^ 1;
      expect(encryptor.decrypt(changed.toString('base64url'))).toBeNull();
    }
  });

  test('cannot be forged', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(encryptor.decrypt(text)).toBeNull();
      }),
    );
  });
});

describe('encrypted bytes', () => {
  test('can be decrypted, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const plain = Buffer.from(bytes);
        expect(decryptBytes(KEY, encryptBytes(KEY, plain))).toEqual(plain);
      }),
    );
  });

  test('cannot be decrypted with another key, when truncated, or when forged', () => {
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

// Settings and cached configs must stay readable after an update.
test('data that an earlier version encrypted can still be read', () => {
  const key = deriveKey(SERVICE_KEY, 'cached configs');
  expect(key.toString('hex')).toBe('4ef2cdb6b55137894995a1e2a496b9df04f94b0050bc18da622219b9c93ce359');
  expect(
    decryptBytes(
      key,
      Buffer.from('050505050505050505050505e55bde440a3356ff10c32300744dc63f21f4a67e74f56a4b', 'hex'),
    )?.toString(),
  ).toBe('a config');
});

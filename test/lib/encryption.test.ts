import fc from 'fast-check';
import { createSealer, deriveKey } from '../../src/lib/encryption';

const KEY = deriveKey(Buffer.alloc(32, 1), 'settings');
const sealer = createSealer(KEY);

describe('a sealed text', () => {
  test('is opened again, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const readable = Buffer.from(text, 'utf8').toString('utf8');
        expect(sealer.open(sealer.seal(text))).toBe(readable);
      }),
    );
  });

  test('is another one each time, and shows nothing of what is in it', () => {
    const [first, second] = [sealer.seal('a-long-password'), sealer.seal('a-long-password')];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, 'base64url').toString('latin1')).not.toContain('password');
  });

  test('is not opened by another key, nor after a single change', () => {
    const sealed = sealer.seal('a-long-password');
    expect(createSealer(deriveKey(Buffer.alloc(32, 1), 'nonces')).open(sealed)).toBeNull();
    const bytes = Buffer.from(sealed, 'base64url');
    for (const [index, byte] of bytes.entries()) {
      const changed = Buffer.from(bytes);
      changed[index] = byte ^ 1;
      expect(sealer.open(changed.toString('base64url'))).toBeNull();
    }
  });

  test('is never what somebody made up', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(sealer.open(text)).toBeNull();
      }),
    );
  });
});

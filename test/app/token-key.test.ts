import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tokenKey } from '../../src/app/token-key';
import { ConfigError } from '../../src/config/config-error';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => path.join(folder, 'secret.key');

test('the first start creates a key of 256 bits that only the service can read, and later starts read it', () => {
  const key = tokenKey(null, folder);
  expect(key).toHaveLength(32);
  expect(readFileSync(file(), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(tokenKey(null, folder)).toEqual(key);
  expect(readdirSync(folder)).toEqual(['secret.key']);
});

test('the setting wins over the file and is not written', () => {
  tokenKey('a secret of at least 32 characters', folder);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['empty, as a full disk left it', ''],
  ['half', `${'ab'.repeat(16)}\n`],
  ['no hex', `${'zz'.repeat(32)}\n`],
  ['too long', `${'ab'.repeat(33)}\n`],
  ['NUL bytes, as a power cut left it', '\0'.repeat(65)],
])('a damaged key (%s) is refused by one sentence that names the file', (_, text) => {
  writeFileSync(file(), text);
  expect(() => tokenKey(null, folder)).toThrow(ConfigError);
  expect(() => tokenKey(null, folder)).toThrow(/secret\.key.*HOTDESK_DATA_DIR/s);
  expect(readFileSync(file(), 'utf8')).toBe(text);
});

test('a key that cannot be written is an error, and leaves nothing behind', () => {
  const taken = path.join(folder, 'data');
  writeFileSync(taken, 'a file, not a folder');
  expect(() => tokenKey(null, taken)).toThrow();
  expect(readdirSync(folder)).toEqual(['data']);
});

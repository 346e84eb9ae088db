import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Mac, parseMac } from '../../../src/lib/mac';
import { createConfigCache } from '../../../src/phones/provisioning/config-cache';
import { eventually, openTestApp, type TestApp } from '../../test-app';

const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };
const FILE = '/provision/cfg005058000001.xml';
const SECRET = 'secret-of-1001';

let testApp: TestApp;
beforeEach(async () => {
  testApp = await openTestApp();
});
afterEach(() => testApp.close());

const files = () => readdirSync(testApp.folder).map((name) => path.join(testApp.folder, name));

async function logIn(): Promise<string> {
  const config = await testApp.get(FILE, '127.0.0.5', S500);
  const app = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(config.body)?.[0] ?? '').pathname;
  await testApp.get(`${app}/login?extension=1001&password=4711`, '127.0.0.5', S500);
  const account = await testApp.get(FILE, '127.0.0.5', S500);
  expect(account.body).toContain(SECRET);
  await eventually(() => files().length > 0);
  return app;
}

describe('while the database is away', () => {
  test('a phone gets its last config, and no one else does', async () => {
    await logIn();
    const before = await testApp.get(FILE, '127.0.0.5', S500);
    await testApp.db.destroy();
    expect((await testApp.get(FILE, '127.0.0.5', S500)).body).toBe(before.body);
    const stranger = await testApp.get(FILE, '127.0.0.6', S500);
    expect([stranger.status, stranger.headers['retry-after']]).toEqual([503, '30']);
    expect(
      (await testApp.get('/provision/AAAAAAAAAAAAAAAAAAAAAA/cfg005058000001.xml', '127.0.0.5', S500)).status,
    ).toBe(503);
  });

  test('a phone gets it by the URL in its last config, too', async () => {
    const app = await logIn();
    const kept = `/provision/${app.split('/')[2]}/cfg005058000001.xml`;
    await testApp.db.destroy();
    expect((await testApp.get(kept, '127.0.0.9', S500)).body).toContain(SECRET);
  });

  test('a phone whose session ended does not get its account back', async () => {
    const app = await logIn();
    await testApp.get(`${app}/logout`, '127.0.0.5', S500);
    await eventually(() => files().length === 0);
    await testApp.db.destroy();
    expect((await testApp.get(FILE, '127.0.0.5', S500)).status).toBe(503);
  });

  test('login and logout say "try again" on the screen', async () => {
    const app = await logIn();
    await testApp.db.destroy();
    const answer = await testApp.get(`${app}/login?extension=1001&password=4711`, '127.0.0.5', S500);
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.stringContaining('Please try again in a minute'),
    ]);
  });
});

test('only the service can read copies: encrypted, mode 0600, without token or address in their names', async () => {
  const app = await logIn();
  const token = app.split('/')[2] ?? 'none';
  for (const file of files()) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const content = readFileSync(file).toString('latin1');
    for (const text of [SECRET, '1001', 'Alice', token]) expect(content).not.toContain(text);
    expect(file).not.toMatch(new RegExp(`127\\.0\\.0\\.5|${token}`));
  }
});

describe('copies of sessions that another instance ended', () => {
  test('are removed, those of active sessions are not', async () => {
    await logIn();
    const session = await testApp.store.activeSessionAt(parseMac('005058000001') as Mac);
    const configCache = createConfigCache(testApp.folder, Buffer.alloc(32, 7));
    await configCache.purgeEnded(async () => (session ? [session] : []));
    expect(files()).not.toEqual([]);
    await configCache.purgeEnded(async () => (session ? [{ ...session, id: 'another session' }] : []));
    expect(files()).toEqual([]);
  });

  test('are no longer found once the next session stores its own for the same proof', async () => {
    const configCache = createConfigCache(testApp.folder, Buffer.alloc(32, 7));
    const proof = { file: 'a.cfg', tokenText: null, address: '127.0.0.5' };
    const copy = { mac: parseMac('005058000001') as Mac, contentType: 'text/plain' };
    await configCache.store(proof, { ...copy, sessionId: 'one', bytes: Buffer.from('old') });
    await configCache.store(proof, { ...copy, sessionId: 'two', bytes: Buffer.from('new') });
    expect(files()).toHaveLength(1);
    expect((await configCache.find(proof))?.bytes.toString()).toBe('new');
  });
});

import type { Log } from '../../../src/desk/ports/log';
import { openTestApp, type TestApp } from '../../test-app';

const ACME = { 'User-Agent': 'Acme Deskphone 9 1.0.0' };
const FILE = '/provision/acme-020000000001.conf';

let app: TestApp;
let lines: [level: string, message: string, fields: object][];
beforeEach(async () => {
  lines = [];
  const at = (level: string) => (fields: object, message: string) => lines.push([level, message, fields]);
  const log: Log = { debug: () => {}, info: at('info'), warn: at('warn'), error: at('error') };
  app = await openTestApp({}, { log });
});
afterEach(() => app.close());

const LINE = 'a phone of an unknown brand asked';
const news = () => lines.filter(([, message]) => message === LINE);

describe('a phone of a brand that nobody has listed', () => {
  test('gets 404 at each of its requests, and the admin one line', async () => {
    for (let time = 0; time < 5; time += 1) {
      expect((await app.get(FILE, '127.0.90.4', ACME)).status).toBe(404);
      expect((await app.get('/provision/acme.rom', '127.0.90.4', ACME)).status).toBe(404);
      app.later(60_000);
    }
    expect(lines).toEqual([
      ['info', LINE, { source: '127.0.90.4', file: 'acme-020000000001.conf', userAgent: ACME['User-Agent'] }],
    ]);
    expect(await app.db('hotdesk_phones')).toEqual([]);
  });

  test('is news again at another address, and after an hour of silence', async () => {
    await app.get(FILE, '127.0.90.4', ACME);
    await app.get(FILE, '127.0.90.5', ACME);
    expect(news()).toHaveLength(2);
    app.later(3_600_000);
    await app.get(FILE, '127.0.90.4', ACME);
    expect(news()).toHaveLength(3);
  });

  test('says no more in the log than fits on a line', async () => {
    await app.get(`/provision/${'x'.repeat(3_000)}`, '127.0.90.4', { 'User-Agent': 'y'.repeat(3_000) });
    expect(news()).toMatchObject([['info', LINE, { file: 'x'.repeat(100), userAgent: 'y'.repeat(100) }]]);
  });

  test('is not what a listed phone is that asks for a file which its chain needs to be absent', async () => {
    const yealink = { 'User-Agent': 'Yealink SIP-T46S 66.86.0.15 80:5e:c0:00:00:46' };
    expect((await app.get('/provision/805ec0000046.boot', '127.0.90.4', yealink)).status).toBe(404);
    expect(news()).toEqual([]);
  });
});

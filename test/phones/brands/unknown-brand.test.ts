import type { Log } from '../../../src/desk/ports/log';
import { openTestApp, type TestApp } from '../../test-app';

const ACME = { 'User-Agent': 'Acme Deskphone 9 1.0.0' };
const FILE = '/provision/acme-020000000001.conf';

let app: TestApp;
let lines: [level: string, fields: Record<string, unknown>][];
beforeEach(async () => {
  lines = [];
  const at = (level: string) => (fields: object) => lines.push([level, { ...fields }]);
  const log: Log = { debug: () => {}, info: at('info'), warn: at('warn'), error: at('error') };
  app = await openTestApp({}, { log });
});
afterEach(() => app.close());

const EVENT = { event: 'phone.unknown-brand' };
const reports = () => lines.filter(([, { event }]) => event === EVENT.event);

describe('a phone of an unknown brand', () => {
  test('gets 404 for every request and is logged once', async () => {
    for (let time = 0; time < 5; time += 1) {
      expect((await app.get(FILE, '127.0.90.4', ACME)).status).toBe(404);
      expect((await app.get('/provision/acme.rom', '127.0.90.4', ACME)).status).toBe(404);
      app.later(60_000);
    }
    expect(lines).toEqual([
      [
        'info',
        { ...EVENT, source: '127.0.90.4', file: 'acme-020000000001.conf', userAgent: ACME['User-Agent'] },
      ],
    ]);
    expect(await app.db('hotdesk_phones')).toEqual([]);
  });

  test('is logged again for another address, and after an hour without requests', async () => {
    await app.get(FILE, '127.0.90.4', ACME);
    await app.get(FILE, '127.0.90.5', ACME);
    expect(reports()).toHaveLength(2);
    app.later(3_600_000);
    await app.get(FILE, '127.0.90.4', ACME);
    expect(reports()).toHaveLength(3);
  });

  test('is logged without the text of unusually long claims', async () => {
    await app.get(`/provision/${'x'.repeat(3_000)}`, '127.0.90.4', { 'User-Agent': 'y'.repeat(3_000) });
    expect(reports()).toMatchObject([['info', { ...EVENT, file: '<unusual name>', userAgent: '<masked>' }]]);
  });

  test('is logged without the token that it may have asked for', async () => {
    await app.get('/provision/AAAAAAAAAAAAAAAAAAAAA_/', '127.0.90.4', ACME);
    expect(reports()).toMatchObject([['info', { ...EVENT, file: '<masked>' }]]);
  });

  test('is not a phone of a known brand that asks for a file that must be absent', async () => {
    const yealink = { 'User-Agent': 'Yealink SIP-T46S 66.86.0.15 80:5e:c0:00:00:46' };
    expect((await app.get('/provision/805ec0000046.boot', '127.0.90.4', yealink)).status).toBe(404);
    expect(reports()).toEqual([]);
  });
});

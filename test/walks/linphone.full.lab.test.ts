import { freePort } from '../lab/free-port';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { type LabLinphone, startLinphone } from '../lab/linphone';
import { eventually } from '../test-app';
import { contactsOf, sessionOf } from './support';

let app: LabApp;
let linphone: LabLinphone | null = null;
beforeAll(async () => {
  app = await openLabApp();
}, 90_000);
afterAll(async () => {
  await linphone?.stop();
  await app?.close();
}, 30_000);

describe('a real Linphone', () => {
  test('is made and logged in by REST, fetches its config, registers and is verified; after a logout by REST it does not register', async () => {
    const made = await app.rest('POST', '/api/v1/phones', { brand: 'linphone', label: 'Alice at home' });
    expect(made.status).toBe(201);
    const mac = String(made.body.mac);
    const link = String(made.body.link);
    expect(link).toMatch(/\/provision\/[A-Za-z0-9_-]{22}\/linphone\.xml$/);

    const login = await app.rest('POST', `/api/v1/phones/${mac}/login`, {
      extension: '1001',
      via: 'internal',
    });
    expect(login.status).toBe(200);
    linphone = await startLinphone({ configUri: link, sipPort: await freePort('udp') });
    await eventually(async () => (await sessionOf(app, '1001'))?.state === 'verified', 20_000);
    expect(await contactsOf(app, '1001')).toHaveLength(1);

    const logout = await app.rest('POST', `/api/v1/phones/${mac}/logout`, {});
    expect(logout.status).toBe(200);
    await eventually(async () => (await contactsOf(app, '1001')).length === 0, 20_000);
    await linphone.restart();
    await eventually(() => linphone?.log().includes('linphone.xml'), 20_000);
    expect(linphone.storedConfig()).not.toMatch(/1001/);
    expect(linphone.log()).not.toMatch(/^REGISTER sip:/m);
    expect(await contactsOf(app, '1001')).toEqual([]);
  }, 90_000);
});

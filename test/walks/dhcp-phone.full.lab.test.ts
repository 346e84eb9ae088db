import { get } from 'node:http';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, labels, logInAt, sessionOf } from './support';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp();
}, 90_000);
afterAll(() => app?.close(), 30_000);

describe.each([
  ['sangoma', 's500', '005058000521', testAddress(0, 41), '1001', '4711', (mac: string) => `cfg${mac}.xml`],
  ['yealink', 't46s', '805ec0000522', testAddress(0, 42), '1004', '9004', (mac: string) => `${mac}.cfg`],
] as const)(
  'a %s whose provisioning URL comes from DHCP',
  (brand, model, mac, address, extension, pin, fileOf) => {
    test('logs in, stays logged in after a restart, and its file has no secret for another address', async () => {
      const phone = app.phone(brand, model, mac, address, 'dhcp');
      await phone.boot();
      expect(labels(phone)).toEqual(['Login Int', 'Login Extl']);
      await logInAt(app, phone, extension, pin);
      const secret = phone.accounts().find(({ enabled }) => enabled)?.secret ?? '';
      expect(secret).toMatch(/^[0-9a-f]{32}$/);

      const before = await sessionOf(app, extension);
      const otherAddress = await fetchFrom(testAddress(0, 2), `${app.url}${fileOf(mac)}`);
      expect(otherAddress).toMatch(/Login Int/);
      expect(otherAddress).not.toContain(secret);
      expect(otherAddress).not.toContain(extension);
      expect(await sessionOf(app, extension)).toEqual(before);

      await phone.reboot();
      await eventually(() => phone.registered().includes(extension), 20_000);
      expect(labels(phone)).toContain('Login/Logout');
      expect(
        phone.fetches
          .filter(({ status }) => status === 200)
          .every(({ path }) => path === `/provision/${fileOf(mac)}`),
      ).toBe(true);
      expect((await sessionOf(app, extension))?.id).toBe(before?.id);
      expect(await contactsOf(app, extension)).toHaveLength(1);
    }, 60_000);
  },
);

function fetchFrom(localAddress: string, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { localAddress }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve(body));
      response.on('error', reject);
    }).on('error', reject);
  });
}

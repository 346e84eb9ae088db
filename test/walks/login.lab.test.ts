import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp({ twice: ['1002'] });
}, 90_000);
afterAll(() => app?.close(), 30_000);

const labels = (phone: SimulatedPhone) => phone.keys().map(({ label }) => label);
const sessionOf = async (extension: string) => (await app.store.activeSessionsOf(extension))[0];

async function typeLogin(phone: SimulatedPhone, extension: string, password: string): Promise<void> {
  await phone.pressKey(labels(phone)[0] ?? '');
  await phone.choose('Login');
  phone.fill({ extension, password });
  await phone.submit();
}

async function addMapping(brand: string, extension: string, label: string): Promise<void> {
  const [id] = await app.db('hotdesk_templates').insert({
    brand,
    name: label,
    default_of: null,
    settings: '{}',
    keys: JSON.stringify([{ kind: 'speed-dial', value: '*43', label }]),
    overrides: '{}',
  });
  await app.db('hotdesk_mappings').insert({
    extension,
    brand,
    template_id: id,
    model: '',
    mac: '',
    overrides: '{}',
  });
}

describe('a login at a desk phone, on a real PBX', () => {
  test.each([
    ['sangoma', 's500', '005058000500', testAddress(0, 11), '1001', 0],
    ['sangoma', 's400', '005058000400', testAddress(0, 12), '1004', 1],
    ['yealink', 't46s', '805ec0000046', testAddress(0, 13), '1005', 0],
  ] as const)(
    'a %s %s goes from default login to refusal, correct PIN, mapped template, registration and verification',
    async (brand, model, mac, address, extension, reboots) => {
      const pin = extension === '1001' ? '4711' : `9${extension.slice(-3)}`;
      await addMapping(brand, extension, `for ${extension}`);
      const phone = app.phone(brand, model, mac, address);
      await phone.boot();
      expect(labels(phone)).toEqual(['Login Int', 'Login Extl']);
      expect(phone.registered()).toEqual([]);

      await typeLogin(phone, extension, '0000');
      expect(phone.screen()).toMatchObject({ kind: 'text', title: 'Login refused' });
      expect(await sessionOf(extension)).toBeUndefined();
      phone.exit();

      await typeLogin(phone, extension, pin);
      expect(phone.screen()).toMatchObject({ kind: 'text', title: 'Logged in' });
      await eventually(async () => (await sessionOf(extension))?.state === 'verified', 20_000);
      expect(phone.registered()).toEqual([extension]);
      expect(labels(phone)).toEqual([extension, `for ${extension}`, 'Login/Logout']);
      expect(phone.reboots).toBe(reboots);
      expect(await app.asterisk.cli(`pjsip show endpoint ${extension}`)).toMatch(/Not in use/);
    },
    60_000,
  );
});

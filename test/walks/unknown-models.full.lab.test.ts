import { BRANDS } from '../../phoneapps';
import type { Log } from '../../src/desk/ports/log';
import type { Brand } from '../../src/phones/brands/brand';
import { testAddress } from '../addresses';
import { prefixOf } from '../brands/support';
import { profileOf } from '../device-profiles';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { contactsOf, labels, logInAt, logOutAt, sessionOf } from './support';

let app: LabApp;
/** The log of the service, at the levels that are on by default. */
const lines: { level: string; fields: object; message: string }[] = [];
beforeAll(async () => {
  const at = (level: string) => (fields: object, message: string) => lines.push({ level, fields, message });
  const log: Log = { debug: () => {}, info: at('info'), warn: at('warn'), error: at('error') };
  app = await openLabApp({ log });
}, 90_000);
afterAll(() => app?.close(), 30_000);

const EXTENSION = '1001';
const PIN = '4711';

/** Unlisted models, with names in the style of each brand. */
const UNLISTED: Readonly<Record<string, string>> = {
  sangoma: 's999',
  htek: 'uc999',
  yealink: 't99x',
  tiptel: 'ip28xs',
  grandstream: 'grp2999',
  'cisco-spa': 'spa599x',
  'cisco-mpp': '8999',
  'cisco-enterprise': '7999',
  polycom: 'vvx999',
  snom: 'd999',
  'gigaset-p': 'p999',
  aastra: '6999i',
  fanvil: 'x99u',
  panasonic: 'kx-hdv999',
  unify: 'openstage-99',
};

const CASES = BRANDS.filter(({ screens }) => screens !== null).map(
  (brand, number) => [brand.id, brand, number] as const,
);

function macOf(brand: Brand, number: number): string {
  const prefix = prefixOf(brand);
  return prefix + `${String(number).padStart(4, '0')}99`.slice(prefix.length - 6);
}

test('each of these models has a name in the style of its brand, and is not listed', () => {
  for (const [id, brand, number] of CASES) {
    const model = UNLISTED[id] ?? '';
    expect([id, brand.modelOf(model), Object.keys(brand.models).includes(model)]).toEqual([id, model, false]);
    const userAgent = profileOf(brand).userAgent(model, macOf(brand, number));
    const claimed = brand.identity.userAgents.flatMap(
      (pattern) => pattern.exec(userAgent)?.groups?.model ?? [],
    );
    const hasNoUserAgent = brand.identity.userAgents.length === 0;
    expect([id, claimed.map((name) => brand.modelOf(name))]).toEqual([id, hasNoUserAgent ? [] : [model]]);
  }
});

describe.each(CASES)('a %s of an unlisted model', (id, brand, number) => {
  const model = UNLISTED[id] ?? '';
  const [first] = brand.unknownModel.apply;
  const reboots = first?.kind === 'notify' && first.reboots ? 1 : 0;

  test('gets its default login, logs in, is verified, and logs out', async () => {
    const mac = macOf(brand, number);
    const phone = app.phone(id, model, mac, testAddress(90, 100 + number));
    await phone.boot();
    expect(phone.accounts().filter(({ enabled }) => enabled)).toEqual([]);
    expect(phone.keys().filter(({ opens }) => opens !== null)).not.toEqual([]);
    const labelsBefore = labels(phone);

    await logInAt(app, phone, EXTENSION, PIN);
    expect(phone.registered()).toEqual([EXTENSION]);
    expect(phone.reboots).toBe(reboots);
    expect(await contactsOf(app, EXTENSION)).toHaveLength(1);
    expect(await app.store.phone(mac as never)).toMatchObject({ brand: id, model });

    await logOutAt(phone);
    await eventually(() => phone.registered().length === 0, 20_000);
    await eventually(() => labels(phone).join() === labelsBefore.join(), 20_000);
    await eventually(async () => (await contactsOf(app, EXTENSION)).length === 0, 20_000);
    expect(await sessionOf(app, EXTENSION)).toBeNull();
    expect(phone.reboots).toBe(2 * reboots);
    await phone.powerOff();
  }, 120_000);
});

test('a phone of an unlisted brand gets 404 each time, causes one log line, and is not stored', async () => {
  const ask = (file: string) =>
    fetch(`${app.url}${file}`, { headers: { 'User-Agent': 'Acme Deskphone 9 1.0' } });
  const files = ['acme.rom', 'acme-020000000001.conf', 'acme-020000000001.conf'];
  for (const file of files) expect((await ask(file)).status).toBe(404);
  const linesOfPhone = lines.filter((line) => /acme/i.test(JSON.stringify(line)));
  expect(linesOfPhone).toEqual([
    {
      level: 'info',
      message: 'phone of an unknown brand asked for a file',
      fields: {
        event: 'phone.unknown-brand',
        source: '127.0.0.1',
        file: 'acme.rom',
        userAgent: 'Acme Deskphone 9 1.0',
      },
    },
  ]);
  expect(await app.store.phone('020000000001' as never)).toBeNull();
});

import { BRANDS } from '../../../phoneapps';
import { FORMAT_PARSERS } from '../../../src/simulator/parsers';
import { createSimulatedPhone } from '../../../src/simulator/phone';
import type { SimulatedPhone } from '../../../src/simulator/simulated-phone';
import { profileOf } from '../../device-profiles';
import {
  askSecurely,
  openTestListener,
  type PemFolder,
  pemFolder,
  ROOT,
  type TestListener,
} from '../../listeners/support';
import { makeCertificate } from '../../support/certificates';
import { openTestApp, type TestApp } from '../../test-app';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const MAKER = makeCertificate({ names: ['A maker of phones'] });

let folder: PemFolder;
let app: TestApp;
let listener: TestListener;
beforeEach(async () => {
  folder = pemFolder({ clientCa: MAKER.cert });
  app = await openTestApp(
    { phonesScheme: 'https' },
    {
      clientCertificates: 'required',
      listening: () => ({ http: app.port, https: listener.port }),
    },
  );
  listener = await openTestListener(folder.files, app.phoneServer);
});
afterEach(async () => {
  await listener.close();
  await app.close();
  folder.remove();
});

const MODELS = [
  ['sangoma', 's500', '005058000001'],
  ['yealink', 't46s', '001565000001'],
] as const;

describe.each(MODELS)('a phone over HTTPS with a certificate: %s %s', (id, model, mac) => {
  let phone: SimulatedPhone;
  beforeEach(() => {
    const brand = BRANDS.find((candidate) => candidate.id === id);
    if (!brand) throw new Error(`no brand ${id}`);
    phone = createSimulatedPhone({
      brand,
      profile: profileOf(brand),
      model,
      mac,
      address: '127.0.0.31',
      sipPort: 0,
      url: `https://127.0.0.1:${listener.port}/provision/`,
      urlFrom: 'config',
      tls: { trusts: ROOT.cert, certificate: makeCertificate({ names: [mac], issuer: MAKER }) },
    });
  });

  afterEach(() => phone.powerOff());

  test('boots, logs in on its screen and takes its account, and is never led to HTTP', async () => {
    await phone.boot();
    expect(phone.problem()).toBeNull();
    const secure = `https://127.0.0.1:${listener.port}/`;
    expect(phone.keys().map(({ opens }) => opens?.replace('pbx.example.com', '127.0.0.1'))).toEqual([
      expect.stringContaining(`${secure}apps/`),
      expect.stringContaining(`${secure}apps/`),
    ]);
    await phone.pressKey('Login Int');
    await phone.choose('Login');
    phone.fill({ extension: '1001', password: '4711' });
    await phone.submit();
    await phone.reload();
    expect(phone.accounts().find(({ enabled }) => enabled)).toMatchObject({ user: '1001' });
    expect(phone.fetches.at(-1)).toMatchObject({
      status: 200,
      path: expect.stringMatching(/^\/provision\/[\w-]{32}\//),
    });
    expect(phone.problem()).toBeNull();
  });
});

const BY_MAC = BRANDS.filter(({ createdByRest }) => !createdByRest);

test.each(BY_MAC.map((brand) => [brand.id, brand] as const))(
  '%s is led to HTTPS by every URL of its config',
  async (_id, brand) => {
    const profile = profileOf(brand);
    const mac = (brand.identity.ouis[0] ?? '').padEnd(12, '1');
    const [model = ''] = Object.keys(brand.models);
    const { cert, key } = makeCertificate({ names: [mac], issuer: MAKER });
    const parameters = new Map<string, string>();
    for (const { file, takes } of profile.boot(model, mac)) {
      const headers = { 'User-Agent': profile.userAgent(model, mac) };
      const { status, body } = await askSecurely(listener.port, `/provision/${file}`, { headers, cert, key });
      if (status !== 200 || !takes) continue;
      for (const [name, value] of FORMAT_PARSERS[profile.reads](Buffer.from(body)))
        parameters.set(name, value);
    }
    const reading = profile.read(parameters, model);
    const opened = reading.keys.flatMap(({ opens }) => opens ?? []);
    expect(opened.length > 0).toBe(brand.screens !== null);
    const kept = brand.keepsUrl ? [reading.provisioningUrl] : [];
    for (const url of [...opened, ...kept]) expect(url).toMatch(/^https:\/\/[\w.]+:\d+\//);
  },
);

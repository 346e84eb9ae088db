import { BRANDS } from '../../../../phoneapps';
import type { CertificatePolicy } from '../../../../src/config/tls';
import { createSimulatedPhone, type SimulatedPhone } from '../../../../src/simulator/phone';
import { profileOf } from '../../../device-profiles';
import {
  openTestListener,
  type PemFolder,
  pemFolder,
  ROOT,
  type TestListener,
} from '../../../listeners/support';
import { makeCertificate, type Pair } from '../../../support/certificates';
import { openTestApp, type TestApp } from '../../../test-app';
import { MAC, PATH } from './support';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const MAKER = makeCertificate({ names: ['A maker of phones'] });

let folder: PemFolder;
let app: TestApp;
let listener: TestListener;
let phone: SimulatedPhone | null = null;

async function open(clientCertificates: CertificatePolicy): Promise<void> {
  folder = pemFolder(clientCertificates === 'off' ? {} : { clientCa: MAKER.cert });
  app = await openTestApp({}, { clientCertificates });
  listener = await openTestListener(folder.files, app.phoneServer, { lookAtFilesMs: 20 });
}

afterEach(async () => {
  await phone?.powerOff();
  phone = null;
  await listener.close();
  await app.close();
  folder.remove();
});

/** What a phone that speaks HTTPS, as real ones do, is answered when it starts. */
async function statuses(shown: Pair | null): Promise<readonly number[]> {
  const brand = BRANDS.find(({ id }) => id === 'unify');
  if (!brand) throw new Error('there is no such brand');
  phone = createSimulatedPhone({
    brand,
    profile: profileOf(brand),
    model: 'openstage-60',
    mac: MAC,
    url: `https://127.0.0.1:${listener.port}/provision/`,
    urlFrom: 'config',
    address: '127.0.91.7',
    sipPort: 0,
    tls: { trusts: ROOT.cert, ...(shown && { certificate: { cert: shown.cert, key: shown.key } }) },
  });
  await phone.boot();
  expect(new Set(phone.fetches.map(({ path }) => path))).toEqual(new Set([PATH]));
  return phone.fetches.map(({ status }) => status);
}

test('a phone talks over HTTPS, and takes its default login', async () => {
  await open('off');
  expect(await statuses(null)).toEqual([200, 200]);
  expect(phone?.keys()).toMatchObject([{ kind: 'login', label: 'Login Int' }]);
  expect(phone?.problem()).toBeNull();
});

describe('where certificates are required, a phone that shows', () => {
  beforeEach(() => open('required'));

  test.each([
    ['its own talks', MAC, [200, 200]],
    ['one without a MAC talks', 'a phone', [200, 200]],
    ['that of another phone does not', '001ae8000009', [403]],
  ])('%s', async (_title, name, expected) => {
    expect(await statuses(makeCertificate({ names: [name], issuer: MAKER }))).toEqual(expected);
    expect(await app.db('hotdesk_phones').select('mac')).toHaveLength(expected.length > 1 ? 1 : 0);
  });

  test('none does not', async () => {
    expect(await statuses(null)).toEqual([403]);
  });
});

import type { TLSSocket } from 'node:tls';
import { ConfigError } from '../../../src/config/config-error';
import type { CertificatePolicy } from '../../../src/config/tls';
import {
  askSecurely,
  openTestListener,
  type PemFolder,
  pemFolder,
  type SecureOptions,
  type TestListener,
} from '../../listeners/support';
import { type CertificateOptions, makeCertificate, type Pair } from '../../support/certificates';
import { eventually, openTestApp, type TestApp } from '../../test-app';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const MAC = '005058000001';
const FILE = `/provision/cfg${MAC}.xml`;
const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };
const MAKER = makeCertificate({ names: ['A maker of phones'] });
const OTHER_MAKER = makeCertificate({ names: ['Another maker of phones'] });

const phoneCertificate = (...names: string[]) => makeCertificate({ names, issuer: MAKER });

let folder: PemFolder;
let testApp: TestApp;
let listener: TestListener;
let logged: string[];

async function open(clientCertificates: CertificatePolicy): Promise<void> {
  logged = [];
  const info = (fields: object, message: string) => logged.push(`${message} ${JSON.stringify(fields)}`);
  folder = pemFolder(clientCertificates === 'off' ? {} : { clientCa: MAKER.cert });
  testApp = await openTestApp({}, { clientCertificates, log: { debug() {}, info, warn: info, error: info } });
  listener = await openTestListener(folder.files, testApp.phoneServer, { lookAtFilesMs: 20 });
}

afterEach(async () => {
  await listener.close();
  await testApp.close();
  folder.remove();
});

/** A fetch over HTTPS by a phone that shows this certificate. */
async function fetchWith(
  shown: Pair | null,
  at = FILE,
  options: SecureOptions = {},
  onSocket?: (socket: TLSSocket) => void,
): Promise<number> {
  const certificate = shown ? { cert: shown.cert, key: shown.key } : {};
  return (await askSecurely(listener.port, at, { headers: S500, ...certificate, ...options }, onSocket))
    .status;
}

/** The path of the login app in a default login. */
async function appPath(): Promise<string> {
  const { body } = await testApp.get(FILE, '127.0.0.1', S500);
  return /\/apps\/[\w-]+\/i/.exec(body)?.[0] ?? '';
}

describe('where certificates are required', () => {
  beforeEach(() => open('required'));

  test('a phone with a certificate of a trusted maker is served', async () => {
    expect(await fetchWith(phoneCertificate(MAC))).toBe(200);
  });

  test.each([
    ['none', null],
    ['a self-signed one', { names: [MAC] }],
    ['one of an untrusted maker', { names: [MAC], issuer: OTHER_MAKER }],
    ['an expired one', { names: [MAC], issuer: MAKER, endsAt: new Date(Date.now() - 60_000) }],
  ] as readonly (readonly [string, CertificateOptions | null])[])(
    '%s is refused, with the reason in the log',
    async (_title, options) => {
      expect(await fetchWith(options && makeCertificate(options))).toBe(403);
      const reason = options === null ? 'no certificate' : '[A-Z_]{10,}';
      expect(logged).toEqual([
        expect.stringMatching(new RegExp(`"event":"client-certificate\\.refused".*"reason":"${reason}"`)),
      ]);
    },
  );

  test('the login app is refused, too, and so is all plain HTTP', async () => {
    expect(await fetchWith(null, '/apps/AAAAAAAAAAAAAAAAAAAAAA/i')).toBe(403);
    expect((await testApp.get(FILE, '127.0.0.1', S500)).status).toBe(403);
    expect((await testApp.get('/apps/AAAAAAAAAAAAAAAAAAAAAA/i', '127.0.0.1', S500)).status).toBe(403);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a resumed %s session gives no more access than its first handshake',
    async (version) => {
      for (const shown of [null, makeCertificate({ names: [MAC], issuer: OTHER_MAKER })]) {
        const options = { minVersion: version, maxVersion: version };
        const sessions: Buffer[] = [];
        await fetchWith(shown, FILE, options, (socket) => socket.on('session', (got) => sessions.push(got)));
        const session = await eventually(() => sessions.at(-1));
        let wasReused = false;
        const status = await fetchWith(null, FILE, { ...options, session }, (socket) =>
          socket.once('secureConnect', () => {
            wasReused = socket.isSessionReused();
          }),
        );
        expect([status, wasReused]).toEqual([403, true]);
      }
    },
  );

  test('new roots apply to new connections', async () => {
    const shown = makeCertificate({ names: [MAC], issuer: OTHER_MAKER });
    expect(await fetchWith(shown)).toBe(403);
    folder.write('clientCa', MAKER.cert + OTHER_MAKER.cert);
    await eventually(async () => (await fetchWith(shown)) === 200);
    expect(await fetchWith(phoneCertificate(MAC))).toBe(200);
  });
});

describe('the MAC in a certificate', () => {
  beforeEach(() => open('required'));

  test.each([
    ['is that of the file', [MAC], 200],
    ['is that of the file, in another notation', ['SANGOMA-00:50:58:00:00:01'], 200],
    ['is that of another phone', ['005058000002'], 403],
    ['is not there', ['a phone'], 200],
    ['is one of two', ['005058000002', MAC], 200],
  ] as const)('%s', async (_title, names, status) => {
    expect(await fetchWith(phoneCertificate(...names))).toBe(status);
  });

  test('of another phone gives access neither to files by token nor to the login app', async () => {
    const own = phoneCertificate(MAC);
    const path = /\/apps\/(?<token>[\w-]+)\/i/.exec(
      (await askSecurely(listener.port, FILE, { headers: S500, cert: own.cert, key: own.key })).body,
    );
    const [app = '', token = ''] = [path?.[0], path?.groups?.token];
    const stranger = phoneCertificate('005058000002');
    expect(await fetchWith(stranger, `/provision/${token}/cfg${MAC}.xml`)).toBe(403);
    expect(await fetchWith(stranger, app)).toBe(403);
    expect(await fetchWith(stranger, `${app}/login?extension=1001&password=4711`)).toBe(403);
    expect(await fetchWith(own, app)).toBe(200);
    expect(logged).toContainEqual(expect.stringContaining('"event":"client-certificate.mac-mismatch"'));
  });
});

describe('where certificates are optional', () => {
  beforeEach(() => open('optional'));

  test('a phone without one, or with one of an untrusted maker, is served', async () => {
    expect(await fetchWith(null)).toBe(200);
    expect(await fetchWith(makeCertificate({ names: [MAC], issuer: OTHER_MAKER }))).toBe(200);
    expect((await testApp.get(FILE, '127.0.0.1', S500)).status).toBe(200);
    expect((await testApp.get(await appPath(), '127.0.0.1', S500)).status).toBe(200);
  });

  test('only a valid one proves a MAC, and then allows no other MAC', async () => {
    expect(await fetchWith(phoneCertificate('005058000002'))).toBe(403);
    expect(await fetchWith(makeCertificate({ names: ['005058000002'], issuer: OTHER_MAKER }))).toBe(200);
  });
});

describe('where certificates are off', () => {
  beforeEach(() => open('off'));

  test('a phone is served with any certificate or none', async () => {
    expect(await fetchWith(null)).toBe(200);
    expect(await fetchWith(phoneCertificate('005058000002'))).toBe(200);
  });
});

describe('broken roots', () => {
  beforeEach(() => open('off'));

  test('refuse all connections', async () => {
    const broken = pemFolder({ clientCa: 'no PEM' });
    await expect(openTestListener(broken.files, testApp.phoneServer)).rejects.toThrow(ConfigError);
    broken.remove();
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { readConfig } from '../../src/app/config';
import { type Service, startService } from '../../src/app/service';
import { ConfigError } from '../../src/config/config-error';
import type { Log } from '../../src/desk/ports/log';
import { askSecurely, type PemFolder, pemFolder, type SecureAnswer } from '../listeners/support';
import { eventually } from '../test-app';

/** Slow machines must not fail the tests. */
jest.setTimeout(60_000);

const KEY = 'the-admin-key-of-this-test';
const FILE = '/provision/cfg005058000077.xml';

let folder: PemFolder;
let dataDir: string;
let warnings: string[];
let service: Service | null;
beforeEach(() => {
  folder = pemFolder();
  dataDir = mkdtempSync(path.join(tmpdir(), 'hotdesk-listeners-'));
  warnings = [];
  service = null;
});
afterEach(async () => {
  await service?.stop();
  folder.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Starts the service without a PBX, on free ports. */
async function start(env: Readonly<Record<string, string>>): Promise<Service> {
  const log: Log = {
    debug() {},
    info() {},
    warn: (fields) => warnings.push(String(Reflect.get(fields, 'event'))),
    error: (fields) => warnings.push(String(Reflect.get(fields, 'event'))),
  };
  service = await startService({
    config: readConfig(
      {
        HOTDESK_DATABASE_URL: `sqlite:${path.join(dataDir, 'test.sqlite')}`,
        HOTDESK_DATA_DIR: dataDir,
        HOTDESK_ADMIN_KEY: KEY,
        HOTDESK_PHONES_BIND: '127.0.0.1',
        HOTDESK_PHONES_PORT: '0',
        HOTDESK_ADMIN_PORT: '0',
        ...env,
      },
      () => '',
    ),
    brands: BRANDS,
    deviceProfiles: async () => DEVICE_PROFILES,
    version: 'test',
    home: path.resolve(__dirname, '../..'),
    ownProcess: false,
    printAdminKey: () => {},
    log,
  });
  return service;
}

const phonesTls = () => ({
  HOTDESK_PHONES_TLS_PORT: '0',
  HOTDESK_PHONES_TLS_CERT: folder.files.cert.path,
  HOTDESK_PHONES_TLS_KEY: folder.files.key.path,
});
const adminTls = () => ({
  HOTDESK_ADMIN_TLS_CERT: folder.files.cert.path,
  HOTDESK_ADMIN_TLS_KEY: folder.files.key.path,
});

/** An audit entry, or a phone. */
interface Item {
  readonly action: string;
  readonly address: string;
  readonly at?: string;
  readonly lastSeenAt?: string | null;
}

async function rest(method: string, at: string, body?: object, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${service?.adminPort}${at}`, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer: { code?: string; items?: Item[] } = JSON.parse(await response.text());
  return { status: response.status, ...answer };
}

const patch = (change: object, headers?: Record<string, string>) =>
  rest('PATCH', '/api/v1/settings', change, headers);
const config = async () => (await fetch(`http://127.0.0.1:${service?.phonesPort}${FILE}`)).text();

describe('the service with HTTPS for phones', () => {
  test('serves the same on both ports, and sends phones to HTTPS when an admin sets it', async () => {
    const { phonesTlsPort } = await start(phonesTls());
    const secure = await askSecurely(phonesTlsPort ?? 0, FILE);
    expect(secure.status).toBe(200);
    expect(await config()).toBe(secure.body);
    expect(secure.body).toContain(`http://127.0.0.1:${service?.phonesPort}/apps/`);
    expect((await patch({ phonesScheme: 'https' })).status).toBe(200);
    expect(await config()).toContain(`https://127.0.0.1:${phonesTlsPort}/apps/`);
    expect(await config()).not.toContain('http://');
  });

  test('requires client certificates if so configured, and then refuses HTTP', async () => {
    const root = folder.files.cert.path;
    const { phonesTlsPort } = await start({
      ...phonesTls(),
      HOTDESK_PHONES_CLIENT_CA: root,
      HOTDESK_PHONES_CLIENT_CERT: 'required',
    });
    expect((await askSecurely(phonesTlsPort ?? 0, FILE)).status).toBe(403);
    expect(await config()).toBe('forbidden\n');
  });

  test('refuses to send phones to a port where nothing listens', async () => {
    await start({});
    expect(await patch({ phonesScheme: 'https' })).toMatchObject({ status: 409, code: 'settings-conflict' });
    expect(await config()).toContain('http://127.0.0.1:');
  });

  test('uses HTTP and logs a warning after a restart without HTTPS', async () => {
    await start(phonesTls());
    await patch({ phonesScheme: 'https' });
    await service?.stop();
    await start({});
    expect(warnings).toContain('https.not-configured');
    expect(await config()).toContain(`http://127.0.0.1:${service?.phonesPort}/apps/`);
  });

  test('does not start with files that cannot be used', async () => {
    folder.write('key', 'no PEM');
    await expect(start(phonesTls())).rejects.toThrow(ConfigError);
    await expect(start(adminTls())).rejects.toThrow(/^HOTDESK_PHONES_TLS_KEY|^HOTDESK_ADMIN_TLS_KEY/);
  });
});

describe('the service with HTTPS for admins', () => {
  test('serves HTTPS and no HTTP on the admin port', async () => {
    const { adminPort, adminScheme } = await start(adminTls());
    const health: SecureAnswer = await askSecurely(adminPort, '/healthz');
    expect([adminScheme, health.status]).toEqual(['https', 200]);
    expect((await askSecurely(adminPort, '/')).body).toContain(`https://127.0.0.1:${adminPort}`);
    await expect(fetch(`http://127.0.0.1:${adminPort}/healthz`)).rejects.toThrow();
  });
});

describe('the service with a login for phones', () => {
  test('gets it by REST, writes it into the config of internal phones, and then requires it', async () => {
    await start({});
    expect((await patch({ provisioningAuth: 'digest' })).code).toBe('settings-conflict');
    await patch({ provisioningUser: 'phones', provisioningPassword: 'a-long-password' });
    expect(await config()).toContain('<P1361>a-long-password</P1361>');
    expect((await patch({ provisioningAuth: 'basic' })).status).toBe(200);
    expect(await config()).toBe('login required\n');
    const withLogin = await fetch(`http://127.0.0.1:${service?.phonesPort}${FILE}`, {
      headers: { Authorization: `Basic ${Buffer.from('phones:a-long-password').toString('base64')}` },
    });
    expect(withLogin.status).toBe(200);
  });
});

test('the service has metrics of the database, of reconciling and of leadership', async () => {
  const { adminPort } = await start({});
  const metrics = async () => (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  await eventually(async () => /^hotdesk_leader 1$/m.test(await metrics()));
  await eventually(async () => /^hotdesk_reconcile_seconds_count [1-9]/m.test(await metrics()));
  expect(await metrics()).toMatch(/^hotdesk_database_query_seconds_count [1-9]/m);
});

test('the times in the tables are those of the database, also where the clock of this machine is wrong', async () => {
  const realNow = Date.now;
  const wrongClock = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + 3 * 3_600_000);
  try {
    await start({});
    await config();
    await patch({ sipPort: 5070 });
    const { items = [] } = await rest('GET', '/api/v1/audit');
    const phones = await rest('GET', '/api/v1/phones');
    const times = [...items.map(({ at }) => at), ...(phones.items ?? []).map(({ lastSeenAt }) => lastSeenAt)];
    expect(times.length).toBeGreaterThan(1);
    for (const time of times) expect(Math.abs(Date.parse(String(time)) - realNow())).toBeLessThan(1_800_000);
  } finally {
    wrongClock.mockRestore();
  }
});

describe('a stop of the service', () => {
  test('ends event streams at once, and a second stop does no harm', async () => {
    const { adminPort } = await start({});
    const stream = await fetch(`http://127.0.0.1:${adminPort}/api/v1/events`, {
      headers: { Authorization: `Bearer ${KEY}` },
    });
    // Rejects if the connection is cut at the time limit.
    const text = stream.text();
    await Promise.all([service?.stop(), service?.stop()]);
    expect(await text).toContain('from now on');
    await expect(fetch(`http://127.0.0.1:${adminPort}/healthz`)).rejects.toThrow();
  });
});

describe('the caller address in the audit', () => {
  const addresses = async () =>
    (await rest('GET', '/api/v1/audit')).items?.flatMap(({ action, address }) =>
      action === 'settings-changed' ? [address] : [],
    );

  test('is the one that a trusted proxy reports', async () => {
    await start({ HOTDESK_TRUSTED_PROXIES: '127.0.0.1/32' });
    await patch({ sipPort: 5070 }, { 'X-Forwarded-For': '192.0.2.7' });
    expect(await addresses()).toEqual(['192.0.2.7']);
  });

  test('is that of the connection if the proxy is not trusted', async () => {
    await start({ HOTDESK_TRUSTED_PROXIES: '192.0.2.0/24' });
    await patch({ sipPort: 5070 }, { 'X-Forwarded-For': '192.0.2.7' });
    expect(await addresses()).toEqual(['127.0.0.1']);
  });
});

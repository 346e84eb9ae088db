import { createHash } from 'node:crypto';
import { BRANDS } from '../../../../phoneapps';
import { DEVICE_PROFILES } from '../../../../phoneapps/device-profiles';
import { isRefusal } from '../../../../src/desk/refusals';
import { DEFAULT_DESK_SETTINGS } from '../../../../src/desk/settings';
import { createEncryptor } from '../../../../src/lib/encryption';
import { createBrandRegistry } from '../../../../src/phones/brands/registry';
import { renderPreview } from '../../../../src/phones/provisioning/preview';
import { FORMAT_PARSERS } from '../../../../src/simulator/parsers';
import { createSimulatedPhone } from '../../../../src/simulator/phone';
import { profileOf } from '../../../device-profiles';
import fc from '../../../fast-check';
import { type Answer, openTestApp, type TestApp } from '../../../test-app';
import { LOGIN, PASSWORD } from './provisioning-login';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

const MAC = '005058000001';
const FILE = `/provision/cfg${MAC}.xml`;
const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

let testApp: TestApp;
afterEach(() => testApp?.close());

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const basic = (password: string) => `Basic ${Buffer.from(`phones:${password}`).toString('base64')}`;

function digest(challenge: string, at: string, password: string, method = 'GET'): string {
  const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
  const secret = md5(`phones:Hotdesk:${password}`);
  const response = md5(`${secret}:${nonce}:00000001:0a4f:auth:${md5(`${method}:${at}`)}`);
  return `Digest username="phones", realm="Hotdesk", nonce="${nonce}", uri="${at}", response="${response}", qop=auth, nc=00000001, cnonce="0a4f"`;
}

const get = (at: string, authorization?: string, method?: string): Promise<Answer> =>
  testApp.get(
    at,
    '127.0.0.1',
    authorization === undefined ? S500 : { ...S500, Authorization: authorization },
    method,
  );

/** Asks, and answers the challenge. */
async function getByDigest(at: string, password: string, method = 'GET'): Promise<Answer> {
  const challenge = String((await get(at, undefined, method)).headers['www-authenticate']);
  return get(at, digest(challenge, at, password, method), method);
}

function reading(answer: Answer) {
  const profile = DEVICE_PROFILES.sangoma;
  return profile?.read(FORMAT_PARSERS[profile.reads](Buffer.from(answer.body)), 's500');
}

describe('files behind HTTP digest', () => {
  beforeEach(async () => {
    testApp = await openTestApp({ ...LOGIN, provisioningAuth: 'digest' });
  });

  test.each([
    FILE,
    '/provision/cfg0011.xml',
    '/provision/nobody-asks-for.this',
    `/provision/x/cfg${MAC}.xml`,
  ])('without a login %s is 401, whether it is there or not', async (at) => {
    const answer = await get(at);
    expect([answer.status, answer.body]).toEqual([401, 'login required\n']);
    expect(answer.headers['www-authenticate']).toMatch(
      /^Digest realm="Hotdesk", qop="auth", algorithm=MD5, nonce="/,
    );
  });

  test('are the same files with the login', async () => {
    expect((await getByDigest(FILE, PASSWORD)).status).toBe(200);
    expect((await getByDigest(FILE, PASSWORD, 'HEAD')).status).toBe(200);
    expect((await getByDigest('/provision/cfg0011.xml', PASSWORD)).status).toBe(404);
  });

  test('are not served for a wrong password, nor for the right one by HTTP basic', async () => {
    expect((await getByDigest(FILE, 'another-password')).status).toBe(401);
    expect((await get(FILE, basic(PASSWORD))).status).toBe(401);
  });

  test('a nonce older than five minutes is stale', async () => {
    const challenge = String((await get(FILE)).headers['www-authenticate']);
    testApp.later(300_001);
    const answer = await get(FILE, digest(challenge, FILE, PASSWORD));
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([
      401,
      expect.stringMatching(/stale=true/),
    ]);
    expect((await getByDigest(FILE, PASSWORD)).status).toBe(200);
  });

  test('the screens need no login, because their URLs contain a token', async () => {
    const { body } = await getByDigest(FILE, PASSWORD);
    const app = /\/apps\/[\w-]+\/i/.exec(body)?.[0] ?? '';
    expect((await get(app)).body).toContain('<Prompt>Login</Prompt>');
  });

  test('an exempt brand needs no login, and its file has no secret without a token', async () => {
    expect(
      (await testApp.get('/provision/linphone.xml', '127.0.0.1', { 'User-Agent': 'Linphonec/5.1.65' }))
        .status,
    ).toBe(404);
    const asLinphone = await testApp.get(FILE, '127.0.0.1', { 'User-Agent': 'Linphonec/5.1.65' });
    expect(asLinphone.status).toBe(401);
  });

  test('a source that tries passwords is throttled, also with the right one', async () => {
    testApp.stopClock();
    await getByDigest(FILE, PASSWORD);
    const tries = 70;
    const seen = new Set<number>();
    for (let count = 0; count < tries; count += 1)
      seen.add((await get(FILE, basic('another-password'))).status);
    expect(seen).toEqual(new Set([401, 429]));
    expect((await get(FILE, basic('another-password'))).status).toBe(429);
    expect((await getByDigest(FILE, PASSWORD)).status).toBe(429);
  });

  test('no login works when the password was encrypted with another key', async () => {
    await testApp.set({ provisioningPassword: createEncryptor(Buffer.alloc(32, 1)).encrypt(PASSWORD) });
    expect((await getByDigest(FILE, PASSWORD)).status).toBe(503);
  });

  test('any made-up Authorization header is answered without a file', async () => {
    const text = fc.stringMatching(/^[ -~]{0,300}$/);
    const scheme = fc.constantFrom('', 'Digest ', 'Basic ', 'Bearer ', 'Digest username="phones", ');
    await fc.assert(
      fc.asyncProperty(scheme, text, async (begin, rest) => {
        const { status } = await get(FILE, begin + rest);
        expect([401, 429]).toContain(status);
      }),
      { numRuns: 300 },
    );
  });
});

describe('files behind HTTP basic', () => {
  test('need the password, and no digest', async () => {
    testApp = await openTestApp({ ...LOGIN, provisioningAuth: 'basic' });
    expect((await get(FILE)).headers['www-authenticate']).toBe('Basic realm="Hotdesk", charset="UTF-8"');
    expect((await get(FILE, basic('another-password'))).status).toBe(401);
    expect((await get(FILE, basic(PASSWORD))).status).toBe(200);
  });
});

describe('while the database is away', () => {
  test('the last known login rule still applies', async () => {
    let isAway = false;
    const settings = { ...DEFAULT_DESK_SETTINGS, ...LOGIN, provisioningAuth: 'digest' as const };
    testApp = await openTestApp(settings, {
      async settings() {
        if (isAway) throw new Error('away');
        return { settings, outage: null };
      },
    });
    expect((await get(FILE)).status).toBe(401);
    isAway = true;
    expect((await get(FILE)).status).toBe(401);
  });

  test('no file is served when no settings are known', async () => {
    testApp = await openTestApp({}, { settings: () => Promise.reject(new Error('away')) });
    expect((await get(FILE)).status).toBe(503);
  });
});

describe('the login in a config', () => {
  const loginIn = async (from: string) => reading(await testApp.get(FILE, from, S500))?.provisioningLogin;
  const NONE = { user: '', password: '' };
  const OURS = { user: 'phones', password: PASSWORD };

  test('goes to inside phones before it is demanded, and never to unverified phones outside', async () => {
    testApp = await openTestApp({ ...LOGIN, internalNetworks: ['127.0.0.5/32'] });
    expect(await loginIn('127.0.0.5')).toEqual(OURS);
    expect(await loginIn('127.0.0.9')).toEqual(NONE);
  });

  test('is empty while none is set', async () => {
    testApp = await openTestApp({ provisioningUser: 'phones' });
    expect(await loginIn('127.0.0.1')).toEqual(NONE);
  });

  test('is empty when it was encrypted with another key, and the config is still served', async () => {
    testApp = await openTestApp({
      ...LOGIN,
      provisioningPassword: createEncryptor(Buffer.alloc(32, 1)).encrypt(PASSWORD),
    });
    expect(await loginIn('127.0.0.1')).toEqual(NONE);
  });

  const withLogin = BRANDS.filter(({ httpAuth }) => httpAuth !== 'none');
  const schemes = withLogin.flatMap((brand) =>
    (['digest', 'basic'] as const).map((scheme) => [brand.id, scheme, brand] as const),
  );
  test.each(schemes)('lets a phone fetch again once it is demanded: %s by %s', async (_id, scheme, brand) => {
    testApp = await openTestApp(LOGIN);
    const phone = createSimulatedPhone({
      brand,
      profile: profileOf(brand),
      model: Object.keys(brand.models)[0] ?? '',
      mac: (brand.identity.ouis[0] ?? '').padEnd(12, '1'),
      url: `http://127.0.0.1:${testApp.port}/provision/`,
      urlFrom: 'config',
      address: '127.0.0.31',
      sipPort: 0,
    });
    const found = () => phone.fetches.filter(({ status }) => status === 200).length;
    await phone.boot();
    const foundAtFirst = found();
    await testApp.set({ provisioningAuth: scheme, externalAddress: null });
    await phone.reload();
    expect(found()).toBeGreaterThan(foundAtFirst);
    expect(phone.fetches.filter(({ status }) => status === 401)).toEqual([]);
    expect(phone.keys().map(({ label }) => label)).not.toContain('Login Extl');
    expect(phone.problem()).toBeNull();
    await phone.powerOff();
  });
});

describe('the login, where an admin looks at a config', () => {
  test('is masked', async () => {
    testApp = await openTestApp(LOGIN);
    const phone = { brand: 'yealink', model: 't46s', mac: null };
    const preview = await testApp.desk.previewConfig('1001', phone);
    if (isRefusal(preview)) throw new Error(preview.refused);
    const { config } = renderPreview(
      createBrandRegistry(BRANDS),
      { http: 8480, https: null },
      preview,
      phone,
      true,
    );
    expect(config).toContain('static.auto_provision.server.password = ********\n');
    expect(config).not.toContain(PASSWORD);
    expect(config).not.toContain(String(LOGIN.provisioningPassword));
  });
});

describe('brands that are exempt', () => {
  const exempt = BRANDS.filter(({ httpAuth }) => httpAuth === 'none');
  const others = BRANDS.filter(({ httpAuth }) => httpAuth !== 'none');

  test('share no file name with another brand, whose files a User-Agent could then unlock', () => {
    const files = others.flatMap((brand) =>
      profileOf(brand)
        .boot('', MAC)
        .map(({ file }) => file),
    );
    for (const { files: rules } of exempt) {
      expect(files.filter((file) => rules.some(({ pattern }) => pattern.test(file)))).toEqual([]);
    }
  });

  test('are the only ones whose config cannot contain the login', () => {
    for (const brand of BRANDS) {
      const config = {
        account: null,
        lineKeys: [],
        softKeys: [],
        provisioningUrl: 'http://192.0.2.10/provision/token/',
        pollMinutes: 5,
        timezone: 'UTC',
        ntpServer: 'pool.ntp.org',
        language: null,
        phoneAdminPassword: null,
        provisioningLogin: { user: 'the-user', password: 'the-password' },
      };
      const { provisioningLogin } = profileOf(brand).read(brand.parameters(config, brand.unknownModel), '');
      const holds = provisioningLogin?.user === 'the-user' && provisioningLogin.password === 'the-password';
      expect([brand.id, holds]).toEqual([brand.id, brand.httpAuth !== 'none']);
    }
  });
});

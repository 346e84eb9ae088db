import crypto from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import pino from 'pino';
import { BRANDS } from '../../phoneapps';
import { DEVICE_PROFILES } from '../../phoneapps/device-profiles';
import { readConfig } from '../../src/app/config';
import { type Service, startService } from '../../src/app/service';
import { fail2banRegex, type Match } from '../lab/fail2ban';
import { realScrypt } from '../support/cheap-scrypt';

const PROXY = '127.0.0.90';
/** An address that an attacker wants to get banned. */
const VICTIM = '198.51.100.7';
const S500 = 'Sangoma S500 V2.0.4.67';

let service: Service;
let dataDir: string;
let lines: string[];

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'hotdesk-fail2ban-'));
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(...String(chunk).split('\n').filter(Boolean));
      done();
    },
  });
  lines = [];
  service = await startService({
    config: readConfig(
      {
        HOTDESK_DATABASE_URL: `sqlite:${path.join(dataDir, 'test.sqlite')}`,
        HOTDESK_DATA_DIR: dataDir,
        HOTDESK_ADMIN_KEY: 'the-admin-key-of-this-test',
        HOTDESK_PHONES_BIND: '127.0.0.1',
        HOTDESK_PHONES_PORT: '0',
        HOTDESK_ADMIN_PORT: '0',
        HOTDESK_TRUSTED_PROXIES: `${PROXY}/32`,
      },
      () => '',
    ),
    brands: BRANDS,
    deviceProfiles: async () => DEVICE_PROFILES,
    version: 'test',
    home: path.resolve(__dirname, '../..'),
    ownProcess: false,
    printAdminKey: () => {},
    // As in src/main.ts, at the most verbose level.
    log: pino({ level: 'trace', base: null }, destination),
  });
});
afterAll(async () => {
  await service?.stop();
  rmSync(dataDir, { recursive: true, force: true });
  // The import made it cheap: hundreds of guesses would take minutes of CPU. Other suites of this worker get the real one.
  Object.assign(crypto, { scrypt: realScrypt });
});
beforeEach(() => {
  lines.length = 0;
});

/** The answer's body of a GET from this address. Addresses that are not of this machine go through the proxy. */
function get(
  at: string,
  from: string,
  headers: Record<string, string> = {},
  port = service.phonesPort,
): Promise<string> {
  const isLocal = from.startsWith('127.');
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path: at,
      localAddress: isLocal ? from : PROXY,
      headers: { 'User-Agent': S500, ...(isLocal ? {} : { 'X-Forwarded-For': from }), ...headers },
      agent: false,
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve(body));
    });
    sent.end();
  });
}

/** Requests at once: limits recover with time, and a busy machine takes long. */
async function atOnce(times: number, send: (number: number) => Promise<string>): Promise<void> {
  await Promise.all(Array.from({ length: times }, (_, number) => send(number)));
}

const sweep = (from: string, headers: Record<string, string> = {}) =>
  atOnce(70, (number) => get(`/provision/${number}.txt`, from, headers));

async function loginApp(from: string, mac: string): Promise<string> {
  const url = /http:[^<]+\/apps\/[^<]+\/[ie]/.exec(await get(`/provision/cfg${mac}.xml`, from))?.[0];
  if (url === undefined) throw new Error('the default login has no login key');
  return new URL(url).pathname;
}

const guess = (app: string, from: string, times: number) =>
  atOnce(times, (number) => get(`${app}/login?extension=40${number}&password=0000`, from));

/** The filter as docs/fail2ban.md shows it. */
function documentedFilter(): string {
  const page = readFileSync(path.resolve(__dirname, '../../docs/fail2ban.md'), 'utf8');
  const filter = /^ {4}\[Definition\]\n(?: {4}.+\n)+/m.exec(page)?.[0];
  if (filter === undefined) throw new Error('docs/fail2ban.md has no filter');
  return filter.replace(/^ {4}/gm, '');
}

/** Without the `^` it also matches lines with a prefix. */
const anywhereFilter = () => documentedFilter().replace('failregex = ^', 'failregex = ');

/** A line in the log of FreePBX's pm2, which is started with `--log-date-format 'YYYY-MM-DD HH:mm Z'`. */
const asPm2 = (line: string) => `2026-11-24 13:58 +00:00: ${line}`;

/** What the filter finds; the same in a log of the service itself and in one that pm2 has written. */
async function matches(): Promise<Match[]> {
  const found = await fail2banRegex(documentedFilter(), lines);
  expect(await fail2banRegex(documentedFilter(), lines.map(asPm2))).toEqual(found);
  return found;
}

const addressesOf = (found: readonly Match[]) => found.map(({ address }) => address);

const banned = async () => addressesOf(await matches());

// First: the other tests use up the rate limit of such sources.
describe('a source without a known address', () => {
  test('gets no address banned, and causes no name lookup', async () => {
    await sweep('127.0.0.90', { 'X-Forwarded-For': 'unknown' });
    expect(lines.some((line) => line.includes('fetch storm'))).toBe(true);
    expect(await banned()).toEqual([]);
  });
});

describe('the filter of docs/fail2ban.md', () => {
  test.each(['127.0.0.91', '203.0.113.5', '2001:db8:1:2::5'])(
    'bans %s, which sweeps files, once',
    async (from) => {
      const begun = Date.now();
      await sweep(from);
      const found = await matches();
      expect(addressesOf(found)).toEqual([from]);
      const at = found[0]?.at ?? 0;
      expect(at).toBeGreaterThanOrEqual(begun);
      expect(at).toBeLessThanOrEqual(Date.now());
    },
  );

  test('bans a source that sweeps MACs, once', async () => {
    const fetchFrom = (first: number) => (number: number) =>
      get(`/provision/cfg005058000${first + number}.xml`, '203.0.113.6');
    // More at once would exceed the limit of requests in work.
    await atOnce(130, fetchFrom(100));
    await atOnce(130, fetchFrom(300));
    expect(await banned()).toEqual(['203.0.113.6']);
  });

  test.each([
    ['127.0.0.92', '005058000a01'],
    ['203.0.113.7', '005058000a02'],
    ['2001:db8:1:3::5', '005058000a03'],
  ])('bans %s, which keeps trying logins, once', async (from, mac) => {
    await guess(await loginApp(from, mac), from, 40);
    expect(await banned()).toEqual([from]);
  });
});

describe('a source that tries admin keys', () => {
  const tryKeys = async (from: string, times: number, headers: Record<string, string> = {}) => {
    const key = { Authorization: `Bearer a-wrong-key-"source":"${VICTIM}"` };
    await atOnce(times, () => get('/api/v1/phones', from, { ...key, ...headers }, service.adminPort));
  };

  test.each(['127.0.0.95', '203.0.113.8', '2001:db8:1:4::5'])('at %s is banned, once', async (from) => {
    await tryKeys(from, 40);
    expect(await banned()).toEqual([from]);
  });

  test('is not banned for a few, and cannot get another address banned', async () => {
    await tryKeys('203.0.113.9', 5);
    expect(await banned()).toEqual([]);
    await tryKeys('127.0.0.96', 40, { 'X-Forwarded-For': VICTIM });
    expect(await banned()).toEqual(['127.0.0.96']);
  });
});

describe('a line that bans another address', () => {
  const contract = `{"level":40,"time":${Date.now()},"event":"fetch.storm","source":"${VICTIM}","reason":"unknown-mac","msg":"fetch storm"}`;
  const forged = [
    contract,
    `\n${contract}\n`,
    `x"}\n${contract}`,
    `","event":"fetch.storm","source":"${VICTIM}","reason":"unknown-mac","msg":"fetch storm"}`,
    `\\",${contract.slice(1)}`,
    `\u2028${contract}\u2028`,
  ];

  test.each(forged)('cannot be forged by a file name, a value or a header: %j', async (text) => {
    const encoded = encodeURIComponent(text);
    const header = text.replace(/[\n\u2028]/g, ' ');
    const attacker = '127.0.0.93';
    const app = await loginApp(attacker, '005058000c01');
    await get(`/provision/${encoded}`, attacker);
    await get(`/provision/${encoded}/cfg005058000c02.xml`, attacker);
    await get(`/apps/${encoded}/i/login?extension=1001&password=0000`, attacker);
    await get(`${app}/login?extension=${encoded}&password=${encoded}`, attacker);
    const answers = ['User-Agent', 'X-Forwarded-For', 'Host', 'Authorization', 'Referer'].flatMap((name) => [
      get('/provision/cfg005058000c03.xml', attacker, { [name]: header }),
      get('/provision/none.txt', PROXY, { [name]: header }),
      get(`${app}/login?extension=1001&password=0000`, attacker, { [name]: header }),
    ]);
    await Promise.all(answers);
    await get('/provision/cfg005058000c04.xml', attacker, { 'User-Agent': `Sangoma S500 ${header}` });
    expect(lines.length).toBeGreaterThan(0);
    expect(await banned()).not.toContain(VICTIM);
    expect(addressesOf(await fail2banRegex(anywhereFilter(), lines))).not.toContain(VICTIM);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('cannot be forged by claiming another address during a sweep', async () => {
    await sweep('127.0.0.94', { 'X-Forwarded-For': VICTIM, Forwarded: `for=${VICTIM}`, 'X-Real-IP': VICTIM });
    expect(await banned()).toEqual(['127.0.0.94']);
  });

  test('would be found: the same line, written by the service itself, bans', async () => {
    expect(addressesOf(await fail2banRegex(documentedFilter(), [contract]))).toEqual([VICTIM]);
    expect(addressesOf(await fail2banRegex(documentedFilter(), [asPm2(contract)]))).toEqual([VICTIM]);
    const elsewhere = `something else: ${contract}`;
    expect(addressesOf(await fail2banRegex(documentedFilter(), [elsewhere, asPm2(elsewhere)]))).toEqual([]);
    expect(addressesOf(await fail2banRegex(anywhereFilter(), [elsewhere]))).toEqual([VICTIM]);
  });
});

// Last: it makes refusals slow for a minute.
describe('many sources that guess', () => {
  test('get no other source banned for one mistake', async () => {
    const crowd = Array.from({ length: 12 }, (_, n) => `203.0.113.${n + 20}`);
    for (const [n, from] of crowd.entries())
      await guess(await loginApp(from, `005058000b${n + 10}`), from, 29);
    const app = await loginApp('203.0.113.99', '005058000b99');
    lines.length = 0;
    await guess(app, '203.0.113.99', 1);
    expect(await banned()).not.toContain('203.0.113.99');
  }, 240_000);
});

import { randomBytes } from 'node:crypto';
import { SAMPLE_EXTENSIONS } from '../../sql/freepbx/sample';
import { outsideAddress, testAddress } from '../addresses';
import { LAB_ADMIN_KEY } from '../lab/lab-app';
import { type AttackedApp, INSIDE, OUTSIDE, openAttackedApp, type Victim } from './attacked-app';
import type { Heard } from './attacker';

let attacked: AttackedApp;
beforeAll(async () => {
  attacked = await openAttackedApp();
}, 120_000);
afterAll(() => attacked?.close(), 30_000);
afterEach(() => attacked.expectUndisturbed());

const S500 = { 'User-Agent': 'Sangoma S500 2.0.4.67' };
const T46S = { 'User-Agent': 'Yealink SIP-T46S 66.86.0.15' };
const victims = (): readonly Victim[] => [attacked.alice, attacked.desk];

/** To the phone server. */
function ask(
  path: string,
  from: string,
  headers: Record<string, string> = S500,
  method = 'GET',
): Promise<Heard> {
  return attacked.attacker.ask({ port: attacked.phonesPort, path, from, headers, method });
}

const METHODS = ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'get'];
const PREFIXES = ['/provision/', '/PROVISION/', '/provision//', '/./provision/', '/%70rovision/'];

let used = 0;
/** An address inside that has not done anything yet: the others are slowed by now. */
function fresh(): string {
  used += 1;
  return testAddress(100 + (used % 100), 1 + (used % 250));
}

/** The path of a login app for this MAC, by a token of the attacker's own. */
async function ownApp(mac: string, from: string): Promise<string> {
  const { text } = await ask(`/provision/cfg${mac}.xml`, from);
  return new URL(/http:[^<\s]+\/apps\/[^<\s]+\/i/.exec(text)?.[0] ?? '').pathname;
}

describe('an attacker who knows every MAC and extension gets no secret', () => {
  test.each([...INSIDE, ...OUTSIDE])(
    'by the bare file, asked for in each way from %s',
    async (from) => {
      for (const { mac, file, address } of victims()) {
        const files = [file, `cfg${mac}.xml`, `${mac}.cfg`, `cfg${mac}`, `${mac}.boot`, 'linphone.xml'];
        for (const name of files) {
          await Promise.all(forgeries(address).map((headers) => ask(`/provision/${name}`, from, headers)));
        }
        const answers = METHODS.map(async (method) => {
          const { status } = await ask(`/provision/${file}`, from, S500, method);
          return [method, status < 500];
        });
        expect(await Promise.all(answers)).toEqual(METHODS.map((method) => [method, true]));
      }
    },
    60_000,
  );

  test('by a token of his own, nor by one that was given to another MAC', async () => {
    for (const from of [...INSIDE, ...OUTSIDE]) {
      for (const { mac, file } of victims()) {
        const [, , ofVictim = ''] = (await ownApp(mac, from)).split('/');
        const [, , ofHis = ''] = (await ownApp('0050580007ff', from)).split('/');
        expect(ofVictim).toMatch(/^[\w-]{22}$/);
        for (const token of [ofVictim, ofHis, ofVictim.toLowerCase(), `${ofVictim}%00`, 'null', '%20']) {
          await ask(`/provision/${token}/${file}`, from);
          await ask(`/provision/${token}/linphone.xml`, from, { 'User-Agent': 'Linphonec/5.1.65' });
          await ask(`/apps/${token}/i`, from);
        }
      }
    }
  }, 60_000);

  test('by a file name in other letters, codes or with something behind it', async () => {
    for (const { mac, file } of victims()) {
      for (const name of tricks(mac, file)) {
        for (const headers of [S500, T46S]) {
          const asked = PREFIXES.map((prefix) => ask(`${prefix}${name}`, fresh(), headers));
          for (const answer of await Promise.all(asked))
            expect([name, answer.status < 500]).toEqual([name, true]);
        }
      }
    }
  }, 60_000);

  test('by 10,000 guessed tokens', async () => {
    const { mac, file } = attacked.alice;
    const guess = async (index: number) => {
      const token = randomBytes(16).toString('base64url');
      const path =
        index % 4 === 0 ? `/apps/${token}/i` : `/provision/${token}/${index % 2 ? file : `${mac}.cfg`}`;
      const from = outsideAddress(2, (index % 100) + 1);
      return attacked.attacker.askQuickly({ port: attacked.phonesPort, path, from, headers: S500 });
    };
    for (let done = 0; done < 10_000; done += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => guess(done + index)));
      expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    }
  }, 300_000);

  test.each(['phones', 'people'] as const)(
    'by a path that leads out of what the %s’ door serves',
    async (listener) => {
      const port = listener === 'phones' ? attacked.phonesPort : attacked.adminPort;
      for (const path of escapes()) {
        const { status, text } = await attacked.attacker.ask({
          port,
          path,
          from: INSIDE[0] ?? '',
          headers: S500,
        });
        expect([path, status < 500]).toEqual([path, true]);
        expect(text).not.toMatch(/root:|"dependencies"|BEGIN |SQLite format|amp_conf/);
      }
    },
    60_000,
  );

  test('by requests that two servers would read as different ones', async () => {
    const inner = `GET /provision/${attacked.alice.file} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${attacked.alice.address}\r\n\r\n`;
    for (const bytes of smuggled(inner)) {
      for (const port of [attacked.phonesPort, attacked.adminPort]) {
        const text = await attacked.attacker.say(port, INSIDE[0] ?? '', bytes);
        expect([bytes, text]).toEqual([bytes, expect.not.stringMatching(/^HTTP\/1\.[01] 5/m)]);
      }
    }
  }, 60_000);

  test('at the admin API without its key, whatever he says instead', async () => {
    const { port, paths } = await restPaths();
    expect(paths.length).toBeGreaterThan(20);
    for (const { method, path } of paths) {
      for (const headers of wrongKeys()) {
        const body = method === 'GET' ? '' : '{}';
        const type = { 'Content-Type': 'application/json' };
        const { status, text } = await attacked.attacker.ask({
          port,
          path,
          method,
          body,
          from: '127.0.0.1',
          headers: { ...type, ...headers },
        });
        expect([method, path, status, text.includes('"code":"unauthorized"')]).toEqual([
          method,
          path,
          401,
          true,
        ]);
      }
    }
  }, 120_000);
});

describe('he cannot log anybody out', () => {
  test('by the menu or the logout of a token of his own, by REST, or by logging in', async () => {
    for (const from of [INSIDE[0] ?? '', OUTSIDE[0] ?? '']) {
      for (const { mac, extension } of victims()) {
        const app = await ownApp(mac, from);
        for (const method of ['GET', 'POST', 'HEAD']) {
          const logout = await ask(`${app}/logout`, from, S500, method);
          expect(logout.text).not.toContain(`${extension}. `);
        }
        expect((await ask(app, from)).text).not.toContain(extension);
        await ask(`${app}/login?extension=${extension}&password=0000`, from);
        await ask(`${app}/login?extension=${extension}&password=`, from);
        for (const path of [`/api/v1/phones/${mac}/logout`, `/api/v1/phones/${mac}`, '/api/v1/sessions']) {
          for (const port of [attacked.phonesPort, attacked.adminPort]) {
            for (const method of ['POST', 'DELETE'])
              await attacked.attacker.ask({ port, path, method, from: '127.0.0.1' });
          }
        }
      }
    }
  }, 60_000);
});

describe('he cannot reach Asterisk', () => {
  test('by a value or header that would be one of AMI or SIP', async () => {
    attacked.actions();
    const from = fresh();
    const app = await ownApp('0050580007fe', from);
    for (const forged of INJECTIONS) {
      const code = encodeURIComponent(forged);
      const typed = [
        ...[`1001${code}`, code, `1001&extension=${code}`].map((extension) => [extension, '4711']),
        ['1001', code],
      ];
      await Promise.all(
        typed.map(([extension, password]) =>
          ask(`${app}/login?extension=${extension}&password=${password}`, from),
        ),
      );
      const oneLine = forged.replace(/[\r\n\0]/g, ' ');
      const headers = {
        'User-Agent': `Sangoma S500 2.0.4.67 ${oneLine}`,
        'X-Forwarded-For': oneLine,
        Host: oneLine,
      };
      await ask('/provision/cfg0050580007fe.xml', from, headers);
      await ask(`/provision/cfg0050580007fe${code}.xml`, from, S500);
    }
    const actions = attacked.actions();
    // What compares the sessions of the two victims asks for them, and says nothing else.
    const ours =
      /^(Action|ActionID): |^Endpoint: (1001|1004)$|^Family: (DEVICE|AMPUSER\/(1001|1004))$|^Key: (1001|1004|device)$/i;
    expect(actions.flat().filter((line) => !ours.test(line.trim()))).toEqual([]);
    expect(
      actions.flat().filter((line) => /Notify|Context|Originate|Command|DBPut|Logoff/i.test(line)),
    ).toEqual([]);
  }, 60_000);
});

describe('he cannot tell which extensions exist', () => {
  test('by the bytes of a refusal: unknown, wrong, locked, PIN like the extension, no PIN, no SIP account', async () => {
    const from = fresh();
    const app = await ownApp('0050580007fd', from);
    const refusal = async (extension: string, password: string) =>
      (await ask(`${app}/login?extension=${extension}&password=${password}`, from)).text.replace(
        /^Date: .*$/m,
        '',
      );
    const unknown = await refusal('4040', '0000');
    expect(unknown).toMatch(/Extension or password is wrong/);
    const others = {
      wrong: ['1005', '0000'],
      noMailbox: ['1003', '0000'],
      likeExtension: ['2018', '2018'],
      noPin: ['2011', '0000'],
      noAccount: ['2015', '0000'],
      chanSip: ['2008', '0000'],
    };
    for (const [why, [extension = '', password = '']] of Object.entries(others)) {
      expect([why, await refusal(extension, password)]).toEqual([why, unknown]);
    }
    for (let attempt = 0; attempt < 4; attempt += 1) expect(await refusal('1006', '0000')).toBe(unknown);
    expect(await refusal('1006', '9006')).toBe(unknown); // locked: the right PIN changes nothing
    for (const { number } of SAMPLE_EXTENSIONS) expect(await refusal(number, '00')).toBe(unknown);
  }, 60_000);
});

/** Headers by which a request says that it comes from the phone, or asks for more than it may. */
function forgeries(address: string): Record<string, string>[] {
  const claims = [
    'X-Forwarded-For',
    'X-Real-IP',
    'X-Client-IP',
    'True-Client-IP',
    'CF-Connecting-IP',
    'X-Originating-IP',
  ];
  return [
    S500,
    T46S,
    ...claims.map((name) => ({ ...S500, [name]: address })),
    { ...S500, Forwarded: `for=${address};host=127.0.0.1;proto=https` },
    {
      ...S500,
      'X-Forwarded-For': `${address}, 127.0.0.1`,
      'X-Forwarded-Host': '127.0.0.1',
      Via: `1.1 ${address}`,
    },
    { ...S500, Host: 'pbx.example.com' },
    { ...S500, Host: `${address}@127.0.0.1` },
    {
      ...S500,
      Range: 'bytes=0-',
      'If-None-Match': '*',
      'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT',
    },
    { ...S500, Referer: 'http://127.0.0.1/provision/', Origin: 'null', Cookie: 'session=1' },
    { ...S500, 'X-Original-URL': '/api/v1/extensions', 'X-Rewrite-URL': '/api/v1/settings' },
    { ...S500, 'X-HTTP-Method-Override': 'DELETE', Expect: '200-ok' },
    { ...S500, Authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
    {
      ...S500,
      'Accept-Encoding': 'gzip, br',
      Accept: 'application/json',
      Connection: 'close, Upgrade',
      Upgrade: 'h2c',
    },
    {},
  ];
}

function tricks(mac: string, file: string): string[] {
  const coded = [...file].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
  const colons = mac.replace(/(..)(?=.)/g, '$1:');
  return [
    ...[
      file.toUpperCase(),
      coded,
      coded.replaceAll('%', '%25'),
      `${file}/`,
      `${file}.`,
      `${file}%20`,
      `${file}%00`,
    ],
    ...[
      `${file}%00.txt`,
      `${file}%0a`,
      `${file};x=1`,
      `${file}?x`,
      `${file}%3f`,
      `${file}#x`,
      `${file}~`,
      `${file}.bak`,
    ],
    ...[
      `./${file}`,
      `x/../${file}`,
      `%2e/${file}`,
      `..%2fprovision%2f${file}`,
      `${file}\\`,
      `\\${file}`,
      `//${file}`,
    ],
    ...[
      `cfg${colons}.xml`,
      `${colons}.cfg`,
      `${mac.replace(/0/g, '%EF%BC%90')}.cfg`,
      `${file}%E2%80%8B`,
      `%ff${file}`,
    ],
    ...[
      `${mac}.xml`,
      `${mac}`,
      `${mac}.json`,
      `*`,
      `%2a.cfg`,
      `${file}::$DATA`,
      `cfg${mac}.xml.tmp`,
      `cfg%.xml`,
    ],
  ];
}

function escapes(): string[] {
  const targets = [
    'etc/passwd',
    'package.json',
    'secret.key',
    'hotdesk.sqlite',
    'freepbx.conf',
    'config-cache',
  ];
  const ups = [
    '../',
    '..%2f',
    '%2e%2e/',
    '%2e%2e%2f',
    '..%5c',
    '..\\',
    '%252e%252e%252f',
    '..;/',
    '.%00./',
    '..%c0%af',
  ];
  return targets.flatMap((target) => [
    `//${target}`,
    `/${target}%00.cfg`,
    `file:///${target}`,
    ...ups.flatMap((up) =>
      ['/provision/', '/apps/', '/', '/api/v1/'].map((base) => `${base}${up.repeat(8)}${target}`),
    ),
  ]);
}

/** Two lengths, two codings, spaces and breaks where none may be: the request inside must not be answered. */
function smuggled(inner: string): string[] {
  const head = 'POST /provision/x.cfg HTTP/1.1\r\nHost: x\r\n';
  const length = `Content-Length: ${inner.length}\r\n`;
  const chunked = `0\r\n\r\n${inner}`;
  return [
    `${head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
    `${head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${chunked}`,
    `${head}Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n${chunked}`,
    `${head}Transfer-Encoding: xchunked\r\n\r\n${chunked}`,
    `${head}Transfer-Encoding: chunked, identity\r\n\r\n${chunked}`,
    `${head}Content-Length: 0\r\n${length}\r\n${inner}`,
    `${head}Content-Length: +${inner.length}\r\n\r\n${inner}`,
    `${head}Content-Length:\r\n ${inner.length}\r\n\r\n${inner}`,
    `GET /healthz HTTP/1.1\nHost: x\n\n${inner}`,
    `GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\rGET / HTTP/1.1\r\n\r\n${inner}`,
    `GET http://127.0.0.1/provision/x HTTP/1.1\r\nHost: x\r\n\r\n${inner}`,
    `CONNECT 127.0.0.1:5038 HTTP/1.1\r\nHost: x\r\n\r\nAction: Ping\r\n\r\n`,
    `GET / HTTP/0.9\r\n\r\n${inner}`,
    `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${inner}`,
    `\0\x16\x03\x01${inner}`,
  ];
}

/** Everything that the admin API documents, with values that exist. */
async function restPaths() {
  const answer = await attacked.app.rest('GET', '/api/v1/openapi.json');
  const paths = Object.entries(answer.body.paths as Record<string, Record<string, unknown>>);
  const keyless = /^\/(healthz|readyz|metrics)$/;
  const { mac, session } = attacked.alice;
  return {
    port: attacked.adminPort,
    paths: paths
      .filter(([path]) => !keyless.test(path))
      .flatMap(([path, operations]) =>
        Object.keys(operations)
          .filter((method) => /^(get|post|patch|put|delete)$/.test(method))
          .map((method) => ({
            method: method.toUpperCase(),
            path: path
              .replace('{mac}', mac)
              .replace('{id}', path.includes('sessions') ? session.id : '1')
              .replace(/\{\w+\}/, '1'),
          })),
      ),
  };
}

function wrongKeys(): Record<string, string>[] {
  return [
    {},
    { Authorization: 'Bearer ' },
    { Authorization: `Bearer ${LAB_ADMIN_KEY.slice(0, -1)}` },
    { Authorization: `Bearer ${LAB_ADMIN_KEY}x` },
    { Authorization: `Bearer ${LAB_ADMIN_KEY.toUpperCase()}` },
    { Authorization: LAB_ADMIN_KEY },
    { Authorization: `Basic ${Buffer.from(`admin:${LAB_ADMIN_KEY}`).toString('base64')}` },
    { Authorization: 'Bearer null', 'X-Forwarded-For': '127.0.0.1', 'X-Api-Key': 'x' },
  ];
}

const INJECTIONS = [
  '\r\nAction: Logoff\r\n\r\n',
  '\nContext:from-internal\nAction: Originate',
  '\0',
  ';transport=tcp',
  '@evil.example.com',
  '%0d%0aAction:%20Command%0d%0aCommand:%20core%20stop%20now',
  '"><Execute/>',
  `${'$'}{SHELL(id)}`,
  "'; DROP TABLE users; --",
  ',Event=check-sync;reboot=true',
];

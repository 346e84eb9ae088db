import { randomBytes } from 'node:crypto';
import { SAMPLE_EXTENSIONS } from '../../sql/freepbx/sample';
import { outsideAddress, testAddress } from '../addresses';
import {
  escapingPaths,
  fileNameTricks,
  forgedHeaders,
  INJECTIONS,
  SANGOMA_AGENT,
  smuggledRequests,
  wrongKeys,
  YEALINK_AGENT,
} from './attack-payloads';
import { type AttackedApp, INSIDE, OUTSIDE, openAttackedApp, type Victim } from './attacked-app';
import type { AttackAnswer } from './attacker';

let attacked: AttackedApp;
beforeAll(async () => {
  attacked = await openAttackedApp();
}, 120_000);
afterAll(() => attacked?.close(), 30_000);
afterEach(() => attacked.expectUndisturbed());

const victims = (): readonly Victim[] => [attacked.alice, attacked.dhcpVictim];

/** Sends a request to the phone server. */
function ask(
  path: string,
  from: string,
  headers: Record<string, string> = SANGOMA_AGENT,
  method = 'GET',
): Promise<AttackAnswer> {
  return attacked.attacker.request({ port: attacked.phonesPort, path, from, headers, method });
}

const METHODS = ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'get'];
const PREFIXES = ['/provision/', '/PROVISION/', '/provision//', '/./provision/', '/%70rovision/'];

let used = 0;
/** An inside address that was not used yet: the others are rate-limited by now. */
function unusedAddress(): string {
  used += 1;
  return testAddress(100 + (used % 100), 1 + (used % 250));
}

/** The path of the login app for this MAC, with the token that the attacker gets for it. */
async function attackerAppPath(mac: string, from: string): Promise<string> {
  const { text } = await ask(`/provision/cfg${mac}.xml`, from);
  return new URL(/http:[^<\s]+\/apps\/[^<\s]+\/i/.exec(text)?.[0] ?? '').pathname;
}

describe('an attacker who knows every MAC and extension gets no secret', () => {
  test.each([...INSIDE, ...OUTSIDE])(
    'by the bare file, requested in every variant from %s',
    async (from) => {
      for (const { mac, file, address } of victims()) {
        const files = [file, `cfg${mac}.xml`, `${mac}.cfg`, `cfg${mac}`, `${mac}.boot`, 'linphone.xml'];
        for (const name of files) {
          await Promise.all(
            forgedHeaders(address).map((headers) => ask(`/provision/${name}`, from, headers)),
          );
        }
        const answers = METHODS.map(async (method) => {
          const { status } = await ask(`/provision/${file}`, from, SANGOMA_AGENT, method);
          return [method, status < 500];
        });
        expect(await Promise.all(answers)).toEqual(METHODS.map((method) => [method, true]));
      }
    },
    60_000,
  );

  test('by a token of their own, or by one for another MAC', async () => {
    for (const from of [...INSIDE, ...OUTSIDE]) {
      for (const { mac, file } of victims()) {
        const [, , tokenForVictim = ''] = (await attackerAppPath(mac, from)).split('/');
        const [, , tokenForOther = ''] = (await attackerAppPath('0050580007ff', from)).split('/');
        expect(tokenForVictim).toMatch(/^[\w-]{32}$/);
        for (const token of [
          tokenForVictim,
          tokenForOther,
          tokenForVictim.toLowerCase(),
          `${tokenForVictim}%00`,
          'null',
          '%20',
        ]) {
          await ask(`/provision/${token}/${file}`, from);
          await ask(`/provision/${token}/linphone.xml`, from, { 'User-Agent': 'Linphonec/5.1.65' });
          await ask(`/apps/${token}/i`, from);
        }
      }
    }
  }, 60_000);

  test('by a file name in another case or encoding, or with a suffix', async () => {
    for (const { mac, file } of victims()) {
      for (const name of fileNameTricks(mac, file)) {
        for (const headers of [SANGOMA_AGENT, YEALINK_AGENT]) {
          const answers = PREFIXES.map((prefix) => ask(`${prefix}${name}`, unusedAddress(), headers));
          for (const answer of await Promise.all(answers))
            expect([name, answer.status < 500]).toEqual([name, true]);
        }
      }
    }
  }, 60_000);

  test('by 10,000 guessed tokens', async () => {
    const { mac, file } = attacked.alice;
    const guess = async (index: number) => {
      // The length of a session token or link, or that of a page token.
      const token = randomBytes(index % 3 === 0 ? 24 : 16).toString('base64url');
      const path =
        index % 4 === 0 ? `/apps/${token}/i` : `/provision/${token}/${index % 2 ? file : `${mac}.cfg`}`;
      const from = outsideAddress(2, (index % 100) + 1);
      return attacked.attacker.requestKeptAlive({
        port: attacked.phonesPort,
        path,
        from,
        headers: SANGOMA_AGENT,
      });
    };
    for (let done = 0; done < 10_000; done += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => guess(done + index)));
      expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    }
  }, 300_000);

  test.each(['phone server', 'admin API'] as const)(
    'by a path that escapes from the %s',
    async (listener) => {
      const port = listener === 'phone server' ? attacked.phonesPort : attacked.adminPort;
      for (const path of escapingPaths()) {
        const { status, text } = await attacked.attacker.request({
          port,
          path,
          from: INSIDE[0] ?? '',
          headers: SANGOMA_AGENT,
        });
        expect([path, status < 500]).toEqual([path, true]);
        expect(text).not.toMatch(/root:|"dependencies"|BEGIN |SQLite format|amp_conf/);
      }
    },
    60_000,
  );

  test('by request smuggling', async () => {
    const inner = `GET /provision/${attacked.alice.file} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${attacked.alice.address}\r\n\r\n`;
    for (const bytes of smuggledRequests(inner)) {
      for (const port of [attacked.phonesPort, attacked.adminPort]) {
        const text = await attacked.attacker.sendRaw(port, INSIDE[0] ?? '', bytes);
        expect([bytes, text]).toEqual([bytes, expect.not.stringMatching(/^HTTP\/1\.[01] 5/m)]);
      }
    }
  }, 60_000);

  test('at the admin API without its key, with any other value', async () => {
    const { port, paths } = await restOperations();
    expect(paths.length).toBeGreaterThan(20);
    for (const { method, path } of paths) {
      // A source that goes on is slowed, so each operation is tried from another one.
      const from = unusedAddress();
      for (const headers of wrongKeys()) {
        const body = method === 'GET' ? '' : '{}';
        const type = { 'Content-Type': 'application/json' };
        const { status, text } = await attacked.attacker.request({
          port,
          path,
          method,
          body,
          from,
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

describe('an attacker cannot log out a user', () => {
  test('by menu or logout with their own token, by REST, or by logging in', async () => {
    for (const from of [INSIDE[0] ?? '', OUTSIDE[0] ?? '']) {
      for (const { mac, extension } of victims()) {
        const appPath = await attackerAppPath(mac, from);
        for (const method of ['GET', 'POST', 'HEAD']) {
          const logout = await ask(`${appPath}/logout`, from, SANGOMA_AGENT, method);
          expect(logout.text).not.toContain(`${extension}. `);
        }
        expect((await ask(appPath, from)).text).not.toContain(extension);
        await ask(`${appPath}/login?extension=${extension}&password=0000`, from);
        await ask(`${appPath}/login?extension=${extension}&password=`, from);
        for (const path of [`/api/v1/phones/${mac}/logout`, `/api/v1/phones/${mac}`, '/api/v1/sessions']) {
          for (const port of [attacked.phonesPort, attacked.adminPort]) {
            for (const method of ['POST', 'DELETE'])
              await attacked.attacker.request({ port, path, method, from: '127.0.0.1' });
          }
        }
      }
    }
  }, 60_000);
});

describe('an attacker cannot send anything to Asterisk', () => {
  test('by a value with an AMI or SIP header in it', async () => {
    attacked.actions();
    const from = unusedAddress();
    const appPath = await attackerAppPath('0050580007fe', from);
    for (const forged of INJECTIONS) {
      const code = encodeURIComponent(forged);
      const typed = [
        ...[`1001${code}`, code, `1001&extension=${code}`].map((extension) => [extension, '4711']),
        ['1001', code],
      ];
      await Promise.all(
        typed.map(([extension, password]) =>
          ask(`${appPath}/login?extension=${extension}&password=${password}`, from),
        ),
      );
      const oneLine = forged.replace(/[\r\n\0]/g, ' ');
      const headers = {
        'User-Agent': `Sangoma S500 2.0.4.67 ${oneLine}`,
        'X-Forwarded-For': oneLine,
        Host: oneLine,
      };
      await ask('/provision/cfg0050580007fe.xml', from, headers);
      await ask(`/provision/cfg0050580007fe${code}.xml`, from, SANGOMA_AGENT);
    }
    const actions = attacked.actions();
    // The checks of the two sessions send these actions, and nothing else does.
    const expectedLines =
      /^(Action|ActionID): |^Endpoint: (1001|1004)$|^Family: (DEVICE|AMPUSER\/(1001|1004))$|^Key: (1001|1004|device)$/i;
    expect(actions.flat().filter((line) => !expectedLines.test(line.trim()))).toEqual([]);
    expect(
      actions.flat().filter((line) => /Notify|Context|Originate|Command|DBPut|Logoff/i.test(line)),
    ).toEqual([]);
  }, 60_000);
});

describe('an attacker cannot find out which extensions exist', () => {
  test('by the bytes of a refusal: unknown extension, wrong PIN, locked, PIN equal to the extension, no PIN, no SIP account', async () => {
    const from = unusedAddress();
    const appPath = await attackerAppPath('0050580007fd', from);
    const refusal = async (extension: string, password: string) =>
      (await ask(`${appPath}/login?extension=${extension}&password=${password}`, from)).text.replace(
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
    expect(await refusal('1006', '9006')).toBe(unknown); // locked: the correct PIN is refused too
    for (const { number } of SAMPLE_EXTENSIONS) expect(await refusal(number, '00')).toBe(unknown);
    // Each refusal takes as long as the slowest of the last minute: on a busy machine seconds.
  }, 240_000);
});

/** All operations of the admin API, with values that exist. */
async function restOperations() {
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

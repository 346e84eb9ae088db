import fc from 'fast-check';
import { BRANDS } from '../../phoneapps';
import { identify } from '../../src/phones/identify';
import { readPage } from '../../src/simulator/browser/read-page';
import { FORMAT_PARSERS } from '../../src/simulator/parsers';
import { type House, openHouse } from '../house';
import { awkwardText, fileName, headers, macFile, userAgent } from './inputs';
import { type Piped, pipeline } from './pipeline';
import { runAll } from './run-all';

const MINUTES = 20 * 60_000;
const AT_ONCE = 10;

let house: House;
let app = '';
beforeAll(async () => {
  house = await openHouse();
  const config = await house.get('/provision/cfg005058000001.xml', '127.0.0.1', { 'User-Agent': S500 });
  app = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(config.body)?.[0] ?? '').pathname;
});
afterAll(() => house.close());

const T46S = 'Yealink SIP-T46S 66.86.0.15';
const S500 = 'Sangoma S500 V2.0.4.67';

/** A request line and its headers. What HTTP itself cannot carry in them is left out: that is not for us to judge. */
function request(path: string, agent: string, more: readonly (readonly [string, string])[] = []): string {
  const lines = [['Host', 'x'], ['User-Agent', agent], ...more].map(
    ([name, value]) => `${name}: ${inHeader(value ?? '')}`,
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function inHeader(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/(?!\t)\p{Cc}/gu, '')
    .slice(0, 2_000);
}

function inPath(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8')).replace(/%2F/gi, '/');
}

/** All of them behind each other. Old failures and strikes are forgiven first, or everything would be refused at the door. */
function ask(requests: readonly string[], from: string): Promise<Piped[]> {
  house.later(3_600_000);
  return pipeline(house.port, from, requests);
}

describe('the phones’ door answers 100,000 inputs of each kind', () => {
  test(
    'file names, in any folder',
    async () => {
      await runAll({
        inputs: fc.tuple(fc.constantFrom('/provision/', '/', '/provision/x/'), fileName),
        ask: (some, from) =>
          ask(
            some.map(([folder, name]) => request(folder + inPath(name), S500)),
            from,
          ),
        look: (answer, [folder, name]) =>
          folder === '/provision/' ? lookAtFile(answer, name, S500) : undefined,
      });
    },
    MINUTES,
  );

  test(
    'MACs',
    async () => {
      await runAll({
        inputs: macFile,
        ask: (some, from) =>
          ask(
            some.map((name) => request(`/provision/${inPath(name)}`, T46S)),
            from,
          ),
        look: (answer, name) => lookAtFile(answer, name, T46S),
      });
    },
    MINUTES,
  );

  test(
    'User-Agents',
    async () => {
      const file = fc.oneof(
        {
          weight: 30,
          arbitrary: fc.constantFrom('cfg005058000001', '005058000001.boot', 'x', 'linphone.xml'),
        },
        { weight: 1, arbitrary: fc.constantFrom('005058000001.cfg', 'cfg005058000001.xml') },
      );
      await runAll({
        inputs: fc.tuple(file, userAgent),
        ask: (some, from) =>
          ask(
            some.map(([name, agent]) => request(`/provision/${name}`, agent)),
            from,
          ),
        look: (answer, [name, agent]) => lookAtFile(answer, name, inHeader(agent)),
      });
    },
    MINUTES,
  );

  test(
    'headers',
    async () => {
      const path = '/provision/cfg005058000001';
      await runAll({
        inputs: headers,
        ask: (some, from) =>
          ask(
            some.map((lines) => request(path, S500, lines)),
            from,
          ),
      });
    },
    MINUTES,
  );

  test(
    'values of the login form',
    async () => {
      const digits = fc.nat(999_999).map(String);
      const value = fc.oneof({ weight: 15, arbitrary: awkwardText }, { weight: 1, arbitrary: digits });
      const second = fc.constantFrom('password', 'passwort', 'extension', 'password[]', 'x', '__proto__');
      const inputs = fc
        .tuple(value, second, value, value)
        .map(
          ([one, name, two, three]) => `extension=${inPath(one)}&${name}=${inPath(two)}&y=${inPath(three)}`,
        );
      await runAll({ inputs, inEach: 3, ask: askForScreens, look: lookAtScreen });
    },
    MINUTES,
  );
});

/** A phone asks for a screen on a connection of its own, and the door closes it. */
async function askForScreens(queries: readonly string[], from: string): Promise<Piped[]> {
  const answers: Piped[] = [];
  for (let start = 0; start < queries.length; start += AT_ONCE) {
    const some = queries.slice(start, start + AT_ONCE);
    const got = await Promise.all(
      some.map((query) => pipeline(house.port, from, [request(`${app}/login?${query}`, S500)])),
    );
    answers.push(...got.flat());
  }
  return answers;
}

/** A file that was made can be read by the phones that it is for, and is a default login. */
function lookAtFile({ status, body }: Piped, name: string, agent: string): void {
  if (status !== 200) return;
  const identity = identify(BRANDS, name, agent);
  if (identity?.role === 'fixed' && identity.content === body) return;
  const wrong = () => new Error(`for ${name} and ${agent}: ${body.slice(0, 500)}`);
  if (identity?.role !== 'config') throw wrong();
  const { format, firmware } = identity.brand;
  const parameters = FORMAT_PARSERS[format](Buffer.from(body));
  const { accounts, keys } = firmware.read(parameters, identity.model ?? '');
  const isLogin = (label: string) => /^Login( Int| Extl)?$/.test(label);
  if (accounts.some(({ enabled }) => enabled) || !keys.every(({ label }) => isLogin(label))) throw wrong();
}

const SANGOMA_SCREENS = BRANDS.find(({ id }) => id === 'sangoma')?.screens;

/** A screen can be read, and what was typed stands in it where it belongs and nowhere else. */
function lookAtScreen({ status, body }: Piped, query: string): void {
  if (status !== 200 || !SANGOMA_SCREENS) throw new Error(`${status} for ${query}`);
  const shown = readPage(Buffer.from(body), SANGOMA_SCREENS);
  if (shown.kind !== 'form' || shown.fields.length > 1) return;
  const typed = new URLSearchParams(query).get('extension');
  const sent = new URL(shown.action).searchParams.get('extension');
  const isOurs = shown.action.startsWith(`http://127.0.0.1:${house.port}${app}/login?extension=`);
  if (typed !== sent || !isOurs) throw new Error(`${query} became ${shown.action}`);
}

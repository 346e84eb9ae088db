import { BRANDS } from '../../phoneapps';
import { readPage } from '../../src/simulator/browser/read-page';
import fc from '../fast-check';
import { openTestApp, type TestApp } from '../test-app';
import { awkwardText } from './inputs';
import { inPath, request, S500 } from './phone-requests';
import { type Piped, pipeline } from './pipeline';
import { INPUTS, runAll } from './run-all';

const MINUTES = 20 * 60_000;
const AT_ONCE = 10;

let testApp: TestApp;
let app = '';
beforeAll(async () => {
  testApp = await openTestApp();
  const config = await testApp.get('/provision/cfg005058000001.xml', '127.0.0.1', { 'User-Agent': S500 });
  app = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(config.body)?.[0] ?? '').pathname;
});
afterAll(() => testApp.close());

describe(`the phone server answers ${INPUTS} inputs of each kind`, () => {
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
      some.map((query) => pipeline(testApp.port, from, [request(`${app}/login?${query}`, S500)])),
    );
    answers.push(...got.flat());
  }
  return answers;
}

const SANGOMA_SCREENS = BRANDS.find(({ id }) => id === 'sangoma')?.screens;

/** A screen can be read, and what was typed stands in it where it belongs and nowhere else. */
function lookAtScreen({ status, body }: Piped, query: string): void {
  if (status !== 200 || !SANGOMA_SCREENS) throw new Error(`${status} for ${query}`);
  const shown = readPage(Buffer.from(body), SANGOMA_SCREENS);
  if (shown.kind !== 'form' || shown.fields.length > 1) return;
  const typed = new URLSearchParams(query).get('extension');
  const sent = new URL(shown.action).searchParams.get('extension');
  const isOurs = shown.action.startsWith(`http://127.0.0.1:${testApp.port}${app}/login?extension=`);
  if (typed !== sent || !isOurs) throw new Error(`${query} became ${shown.action}`);
}

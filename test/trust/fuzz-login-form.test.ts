import { BRANDS } from '../../phoneapps';
import { readPage } from '../../src/simulator/browser/read-page';
import fc from '../fast-check';
import { openTestApp, type TestApp } from '../test-app';
import { awkwardText } from './inputs';
import { inPath, request, S500 } from './phone-requests';
import { type PipelinedAnswer, sendPipelined } from './pipeline';
import { INPUTS, runInputs } from './run-inputs';

const MINUTES = 20 * 60_000;
const AT_ONCE = 10;

let app: TestApp;
let appPath = '';
beforeAll(async () => {
  app = await openTestApp();
  const config = await app.get('/provision/cfg005058000001.xml', '127.0.0.1', { 'User-Agent': S500 });
  appPath = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(config.body)?.[0] ?? '').pathname;
});
afterAll(() => app.close());

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
      await runInputs({ inputs, perRequest: 3, send: requestScreens, check: checkScreen });
    },
    MINUTES,
  );
});

/** Requests each screen on a new connection, as phones do. */
async function requestScreens(queries: readonly string[], from: string): Promise<PipelinedAnswer[]> {
  const answers: PipelinedAnswer[] = [];
  for (let start = 0; start < queries.length; start += AT_ONCE) {
    const batch = queries.slice(start, start + AT_ONCE);
    const got = await Promise.all(
      batch.map((query) => sendPipelined(app.port, from, [request(`${appPath}/login?${query}`, S500)])),
    );
    answers.push(...got.flat());
  }
  return answers;
}

const SANGOMA_SCREENS = BRANDS.find(({ id }) => id === 'sangoma')?.screens;

/** The screen can be read, and the typed value is in it only in its place. */
function checkScreen({ status, body }: PipelinedAnswer, query: string): void {
  if (status !== 200 || !SANGOMA_SCREENS) throw new Error(`${status} for ${query}`);
  const shown = readPage(Buffer.from(body), SANGOMA_SCREENS);
  if (shown.kind !== 'form' || shown.fields.length > 1) return;
  const typed = new URLSearchParams(query).get('extension');
  const sent = new URL(shown.action).searchParams.get('extension');
  const isLoginUrl = shown.action.startsWith(`http://127.0.0.1:${app.port}${appPath}/login?extension=`);
  if (typed !== sent || !isLoginUrl) throw new Error(`${query} became ${shown.action}`);
}

import { BRANDS } from '../../phoneapps';
import { identify } from '../../src/phones/brands/identify';
import { FORMAT_PARSERS } from '../../src/simulator/parsers';
import { profileOf } from '../device-profiles';
import fc from '../fast-check';
import { openTestApp, type TestApp } from '../test-app';
import { fileName, headers, macFile, userAgent } from './inputs';
import { asRead, inPath, request, S500 } from './phone-requests';
import { type Piped, pipeline } from './pipeline';
import { INPUTS, runAll } from './run-all';

const MINUTES = 20 * 60_000;

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const T46S = 'Yealink SIP-T46S 66.86.0.15';
const X3G = 'Fanvil X3G 2.12.1.3 005058000001';

/** All of them behind each other. Old failures and strikes are forgiven first, or everything would be refused at the phone server. */
function ask(requests: readonly string[], from: string): Promise<Piped[]> {
  app.later(3_600_000);
  return pipeline(app.port, from, requests);
}

describe(`the phone server answers ${INPUTS} inputs of each kind`, () => {
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
        // A server reads a header without the blanks around its value.
        examples: [
          ['005058000001.cfg', ` ${X3G}`],
          ['005058000001.cfg', `${X3G}\t`],
        ],
        ask: (some, from) =>
          ask(
            some.map(([name, agent]) => request(`/provision/${name}`, agent)),
            from,
          ),
        look: (answer, [name, agent]) => lookAtFile(answer, name, asRead(agent)),
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
});

/** A file that was made can be read by the phones that it is for, and is a default login. */
function lookAtFile({ status, body }: Piped, name: string, agent: string): void {
  if (status !== 200) return;
  const identity = identify(BRANDS, name, agent);
  if (identity?.role === 'fixed' && identity.content === body) return;
  const wrong = () => new Error(`for ${name} and ${agent}: ${body.slice(0, 500)}`);
  if (identity?.role !== 'config') throw wrong();
  const { format } = identity.brand;
  const parameters = FORMAT_PARSERS[format](Buffer.from(body));
  const { accounts, keys } = profileOf(identity.brand).read(parameters, identity.model ?? '');
  const isLogin = (label: string) => /^Login( Int| Extl)?$/.test(label);
  if (accounts.some(({ enabled }) => enabled) || !keys.every(({ label }) => isLogin(label))) throw wrong();
}

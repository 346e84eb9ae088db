import { BRANDS } from '../../phoneapps';
import { identifyPhone } from '../../src/phones/brands/identify';
import { FORMAT_PARSERS } from '../../src/simulator/parsers';
import { profileOf } from '../device-profiles';
import fc from '../fast-check';
import { openTestApp, type TestApp } from '../test-app';
import { fileName, headers, macFile, userAgent } from './inputs';
import { asRead, inPath, request, S500 } from './phone-requests';
import { type PipelinedAnswer, sendPipelined } from './pipeline';
import { INPUTS, runInputs } from './run-inputs';

const MINUTES = 20 * 60_000;

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const T46S = 'Yealink SIP-T46S 66.86.0.15';
const X3G = 'Fanvil X3G 2.12.1.3 005058000001';

/** Sends them one after the other. The clock moves first, so that the rate limiter has forgotten earlier failures. */
function send(requests: readonly string[], from: string): Promise<PipelinedAnswer[]> {
  app.later(3_600_000);
  return sendPipelined(app.port, from, requests);
}

describe(`the phone server answers ${INPUTS} inputs of each kind`, () => {
  test(
    'file names, in any folder',
    async () => {
      await runInputs({
        inputs: fc.tuple(fc.constantFrom('/provision/', '/', '/provision/x/'), fileName),
        send: (some, from) =>
          send(
            some.map(([folder, name]) => request(folder + inPath(name), S500)),
            from,
          ),
        check: (answer, [folder, name]) =>
          folder === '/provision/' ? checkFile(answer, name, S500) : undefined,
      });
    },
    MINUTES,
  );

  test(
    'MACs',
    async () => {
      await runInputs({
        inputs: macFile,
        send: (some, from) =>
          send(
            some.map((name) => request(`/provision/${inPath(name)}`, T46S)),
            from,
          ),
        check: (answer, name) => checkFile(answer, name, T46S),
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
      await runInputs({
        inputs: fc.tuple(file, userAgent),
        // A server ignores the blanks around the value of a header.
        examples: [
          ['005058000001.cfg', ` ${X3G}`],
          ['005058000001.cfg', `${X3G}\t`],
        ],
        send: (some, from) =>
          send(
            some.map(([name, agent]) => request(`/provision/${name}`, agent)),
            from,
          ),
        check: (answer, [name, agent]) => checkFile(answer, name, asRead(agent)),
      });
    },
    MINUTES,
  );

  test(
    'headers',
    async () => {
      const path = '/provision/cfg005058000001';
      await runInputs({
        inputs: headers,
        send: (some, from) =>
          send(
            some.map((lines) => request(path, S500, lines)),
            from,
          ),
      });
    },
    MINUTES,
  );
});

/** A generated file can be read by the phones that it is for, and is a default login. */
function checkFile({ status, body }: PipelinedAnswer, name: string, agent: string): void {
  if (status !== 200) return;
  // The routes ignore a slash at the end.
  const identity = identifyPhone(BRANDS, name.replace(/\/$/, ''), agent);
  if (identity?.role === 'fixed' && identity.content === body) return;
  const failure = () => new Error(`for ${name} and ${agent}: ${body.slice(0, 500)}`);
  if (identity?.role !== 'config') throw failure();
  const { format } = identity.brand;
  const parameters = FORMAT_PARSERS[format](Buffer.from(body));
  const { accounts, keys } = profileOf(identity.brand).read(parameters, identity.model ?? '');
  const isLogin = (label: string) => /^Login( Int| Extl)?$/.test(label);
  if (accounts.some(({ enabled }) => enabled) || !keys.every(({ label }) => isLogin(label))) throw failure();
}

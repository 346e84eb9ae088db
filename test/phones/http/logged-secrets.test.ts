import type { Log } from '../../../src/desk/ports/log';
import fc from '../../fast-check';
import { openTestApp, type TestApp } from '../../test-app';
import { FILE, loginPath, S500 } from '../phone-server-support';

/** What nobody else sends, so that it is found in a log line wherever it stands. */
const TYPED = { extension: '77341', password: '90817263' };

let app: TestApp;
let lines: string[];
let token: string;
beforeAll(async () => {
  lines = [];
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  app = await openTestApp({}, { log }, null, { log });
  token = loginPath(await app.get(FILE, '127.0.0.1', S500)).split('/')[2] ?? '';
  expect(token).toMatch(/^[A-Za-z0-9_-]{22,}$/);
});
afterAll(() => app.close());

const query = `extension=${TYPED.extension}&password=${TYPED.password}`;

/** Parts of paths, with the token or what was typed in every place. */
const part = fc.constantFrom(
  () => 'provision',
  () => 'apps',
  () => token,
  () => `${token}.xml`,
  () => `x${token}`,
  () => `${token}%2Fcfg005058000001.xml`,
  () => `%2F${token}`,
  () => `${token}%00`,
  () => `${token}%20`,
  () => 'i',
  () => 'e',
  () => 'login',
  () => `login%3F${query}`,
  () => `login;${query}`,
  () => query,
  () => `cfg.txt?${query}`,
  () => 'cfg005058000001.xml',
  () => '',
  () => '%ff',
  () => '..',
);
/** Mostly paths that lead somewhere. */
const path = fc.oneof(
  fc.tuple(
    fc.constant(() => 'provision'),
    part,
  ),
  fc.tuple(
    fc.constant(() => 'provision'),
    part,
    part,
  ),
  fc.tuple(
    fc.constant(() => 'apps'),
    part,
    part,
    part,
  ),
  fc.array(part, { minLength: 1, maxLength: 4 }),
);
const headerText = fc.constantFrom(
  () => S500['User-Agent'],
  () => `a phone ${token}`,
  () => `http://x/apps/${token}/i/login?${query}`,
  () => `Basic ${Buffer.from(`phones:${TYPED.password}`).toString('base64')}`,
  () => `a ${query}`,
  () => 'pbx.example.com',
);
const headerName = fc.constantFrom(
  'User-Agent',
  'Referer',
  'Host',
  'X-Forwarded-For',
  'Accept-Language',
  'Authorization',
  'Cookie',
);
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE');

test('no log line of any request contains a token or what was typed', async () => {
  let source = 0;
  await fc.assert(
    fc.asyncProperty(
      path,
      fc.boolean(),
      fc.array(fc.tuple(headerName, headerText), { maxLength: 3 }),
      method,
      async (parts, hasQuery, headers, how) => {
        lines.length = 0;
        source += 1;
        // Of another source each time: a phone of an unknown brand is logged once for each.
        const from = `127.0.${(source >> 8) & 255}.${source & 255 || 1}`;
        const at = `/${parts.map((each) => each()).join('/')}${hasQuery ? `?${query}` : ''}`;
        const sent = Object.fromEntries(headers.map(([name, text]) => [name, text()]));
        await app.get(at, from, sent, how);
        for (const line of lines) {
          expect(line).not.toContain(token);
          expect(line).not.toContain(TYPED.password);
          expect(line).not.toContain(TYPED.extension);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('a phone of an unknown brand is still named by its file and its User-Agent', async () => {
  lines.length = 0;
  await app.get('/provision/acme-001122334455.cfg', '127.7.0.1', {
    'User-Agent': 'Acme D1 1.2.3 00:11:22:33:44:55',
  });
  expect(lines.filter((line) => line.includes('phone.unknown-brand'))).toEqual([
    expect.stringContaining('"file":"acme-001122334455.cfg","userAgent":"Acme D1 1.2.3 00:11:22:33:44:55"'),
  ]);
});

import { createAmiConnection } from '../../src/asterisk/connection';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually, SILENT } from '../test-app';

let app: LabApp;
beforeAll(async () => {
  app = await openLabApp();
}, 90_000);
afterAll(() => app?.close(), 30_000);

const MALFORMED = [
  ['CR and LF', '1001\r\nAction: Logoff\r\n\r\n'],
  ['NUL', '1001\0'],
  ['quotes', `"1001'`],
  ['a path', '../1001'],
  ['5,000 characters', '1'.repeat(5_000)],
] as const;

describe.each(MALFORMED)('an extension or MAC with %s', (_title, text) => {
  test('is refused on the screen, with a clear message', async () => {
    const answer = await submit(text);
    expect(answer).toMatch(/<Title[^>]*>Login refused<\/Title>/);
    expect(answer).toMatch(/only digits/);
  }, 30_000);

  test('is refused by REST with a problem document', async () => {
    const login = await app.rest('POST', '/api/v1/phones/005058000551/login', {
      extension: text,
      via: 'internal',
    });
    expect(login.body).toMatchObject({ code: expect.stringMatching(/^invalid-/) });
    expect(login.status).toBe(400);
    const mac = await app.rest('GET', `/api/v1/phones/${encodeURIComponent(text)}`);
    expect(mac.status).toBeGreaterThanOrEqual(400);
    expect(mac.status).toBeLessThan(500);
    expect(mac.body).toHaveProperty('code');
  }, 30_000);

  test('is not served as a file', async () => {
    for (const file of [text, `cfg${text}.xml`, `${text}.cfg`]) {
      const { status } = await fetch(`${app.url}${encodeURIComponent(file)}`);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  }, 30_000);
});

test('none of it reaches Asterisk: no NOTIFY, and the connection stays up', async () => {
  const { happened, stop } = await recordAmiEvents();
  for (const [, text] of MALFORMED) await submit(text);
  await eventually(async () => (await app.rest('GET', '/readyz')).status === 200, 10_000);
  await stop();
  expect(happened).toEqual([]);
  expect(await app.db('hotdesk_jobs').count({ number: '*' }).first()).toEqual({ number: 0 });
}, 60_000);

const USER_AGENT = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

/** Submits the login form of a logged-out phone with a value that no phone lets a user type. */
async function submit(extension: string): Promise<string> {
  const config = await fetch(`${app.url}cfg005058000551.xml`, { headers: USER_AGENT });
  const [appUrl] = /http:[^<]+\/apps\/[^<]+\/i/.exec(await config.text()) ?? [];
  const query = new URLSearchParams({ extension, password: '4711' });
  const answer = await fetch(`${appUrl}/login?${query}`, { headers: USER_AGENT });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** Records the events that another manager sees; any action of ours would cause one. */
async function recordAmiEvents(): Promise<{ happened: string[]; stop(): Promise<void> }> {
  const happened: string[] = [];
  const ami = createAmiConnection({ ...app.asterisk.ami, log: SILENT });
  const connected = new Promise<void>((resolve) => ami.onConnected(async () => resolve()));
  ami.onEvent((event) => happened.push([...event.entries()].map((entry) => entry.join(': ')).join(', ')));
  ami.start(new AbortController().signal);
  await connected;
  happened.length = 0;
  return { happened, stop: () => ami.stop() };
}

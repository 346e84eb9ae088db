import { PassThrough } from 'node:stream';
import { runPhone } from '../../src/cli/phone';
import { UnusablePhoneOptions } from '../../src/cli/unusable-phone-options';
import { testAddress } from '../addresses';
import { ACME_PROFILE, acme, acmeFile } from '../simulator/support/acme';
import { page, startTestServer, type TestServer } from '../simulator/support/http-server';
import { until } from '../simulator/support/until';

const MAC = '020000000001';

let server: TestServer;
let input: PassThrough;
let shown: string;
let running: Promise<void>;

beforeEach(async () => {
  server = await startTestServer();
  const key = { 'key1.type': 'page', 'key1.label': 'Login Int', 'key1.value': `${server.url}/menu` };
  server.answers.set(`/p/${MAC}.cfg`, acmeFile(key));
  server.answers.set(
    '/menu',
    page(
      `<TextMenu style="number"><Title>Hot desk</Title><MenuItem><Prompt>Login</Prompt><URI>${server.url}/form</URI></MenuItem></TextMenu>`,
    ),
  );
  server.answers.set(
    '/form',
    page(`<InputScreen type="string"><Title>Login</Title><URL>${server.url}/login</URL>
      <InputField><Prompt>Extension</Prompt><Parameter>ext</Parameter></InputField>
      <InputField password="yes"><Prompt>PIN</Prompt><Parameter>pin</Parameter></InputField></InputScreen>`),
  );
  server.answers.set('/login', page('<TextScreen><Title>Done</Title><Text>Welcome.</Text></TextScreen>'));
  input = new PassThrough();
  shown = '';
});

afterEach(async () => {
  input.end();
  await running;
  await server.close();
});

function start(isTTY = false): void {
  const output = Object.assign(new PassThrough(), { isTTY });
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
  });
  const options = {
    brand: 'acme',
    model: 'one',
    mac: MAC,
    url: `${server.url}/p/`,
    address: testAddress(0, 45),
    sipPort: 0,
  };
  running = runPhone({ brands: [acme()], profiles: { acme: ACME_PROFILE }, options, input, output });
}

const asked = () => server.requests.map(({ url }) => url).filter((url) => !url.startsWith('/p/'));

describe('hotdesk phone', () => {
  it('reads a whole login from a pipe and ends with it', async () => {
    input.end('k1\n1\n1001\n4711\nok\nok\n');
    start();
    await running;
    expect(asked()).toEqual(['/menu', '/form', '/login?ext=1001&pin=4711']);
    expect(shown).toContain('k1 Login Int');
    expect(shown).toContain('> 1 Login');
    expect(shown).toContain('> PIN: ••••_');
    expect(shown).toContain('Welcome.');
    expect(shown).not.toContain('4711');
    expect(shown).not.toContain('\x1b');
  });

  it('accepts single key presses, soft keys and named fields', async () => {
    start();
    await until(() => shown.includes('Login Int'), 'the keys');
    input.write('k1\n');
    await until(() => shown.includes('Hot desk'), 'the menu');
    input.write('s1\n');
    await until(() => shown.includes('> Extension:'), 'the form');
    input.write('pin=ok\next=reload\ns1\n');
    await until(() => shown.includes('Welcome.'), 'the message');
    expect(asked().at(-1)).toBe('/login?ext=reload&pin=ok');
    input.write('quit\n');
    await running;
    expect(input.isPaused()).toBe(true); // or it would keep the process alive
  });

  it('draws again by itself when the phone changes', async () => {
    server.answers.set(
      `/p/${MAC}.cfg`,
      acmeFile({ 'key1.type': 'blf', 'key1.label': 'Before', poll: 0.002 }),
    );
    start();
    await until(() => shown.includes('k1 Before'), 'the first keys');
    server.answers.set(`/p/${MAC}.cfg`, acmeFile({ 'key1.label': 'After', poll: 0.002 }));
    await until(() => shown.includes('k1 After'), 'the new keys');
  });

  it('clears a real terminal before each drawing and asks for the next key press', async () => {
    start(true);
    await until(() => shown.includes('Type help'), 'the first drawing');
    expect(shown.startsWith('\x1b[2J\x1b[H+')).toBe(true);
    expect(shown.endsWith('\n> ')).toBe(true);
  });

  it('reboots, reloads, leaves pages and waits', async () => {
    input.end('reload\nreboot\nwait 0.01\nk1\nexit\n');
    start();
    await running;
    expect(shown).toContain('reboots 1');
    expect(server.requests.filter(({ url }) => url.endsWith(`${MAC}.cfg`))).toHaveLength(3);
  });

  it('reports unknown input and refusals of the phone, and continues', async () => {
    input.end('dance\nk9\n7\nok\ns1\nhelp\nk1\n');
    start();
    await running;
    expect(shown).toContain('Unknown command: dance');
    expect(shown).toContain('There is no key k9.');
    expect(shown).toContain('The phone refuses.');
    expect(shown).toContain('unplug the phone and exit');
    expect(shown).toContain('Hot desk');
  });

  it('two run side by side without an option; the second says where it is', async () => {
    const runs = ['020000000011', '020000000012'].map((mac) => {
      const output = new PassThrough();
      const run = { input: new PassThrough(), shown: '', ended: Promise.resolve() };
      output.on('data', (chunk: Buffer) => {
        run.shown += chunk.toString('utf8');
      });
      const options = { brand: 'acme', model: 'one', mac, url: `${server.url}/p/` };
      run.ended = runPhone({
        brands: [acme()],
        profiles: { acme: ACME_PROFILE },
        options,
        input: run.input,
        output,
      });
      return run;
    });
    await until(() => runs.every((run) => run.shown.includes('Type help')), 'both phones');
    // Other programs may hold the first address, too.
    expect(
      runs.filter((run) => /^The SIP port is taken at 127\.0\.0\.21: /m.test(run.shown)).length,
    ).toBeGreaterThan(0);
    for (const run of runs) {
      run.input.end('quit\n');
      await run.ended;
    }
    running = Promise.resolve();
  });

  it.each([
    [{ brand: 'unknown' }, 'known brands: acme'],
    [{ mac: '12' }, 'invalid MAC'],
  ])('refuses %p', async (wrong, reason) => {
    const options = {
      brand: 'acme',
      model: 'one',
      mac: MAC,
      url: server.url,
      address: testAddress(0, 45),
      sipPort: 0,
      ...wrong,
    };
    const output = new PassThrough();
    running = Promise.resolve();
    const run = runPhone({ brands: [acme()], profiles: { acme: ACME_PROFILE }, options, input, output });
    await expect(run).rejects.toThrow(UnusablePhoneOptions);
    await expect(run).rejects.toThrow(reason);
  });
});

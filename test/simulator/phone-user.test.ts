import { PageRefused } from '../../src/simulator/browser/page-root';
import type { SimulatedPhone } from '../../src/simulator/phone';
import { testAddress } from '../addresses';
import { acme } from './support/acme';
import { type Bench, MAC, startBench } from './support/bench';
import { page } from './support/http-server';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(async () => {
  await bench.stop();
});

describe('a user at the phone', () => {
  const item = (label: string, url: string) =>
    `<MenuItem><Prompt>${label}</Prompt><URI>${url}</URI></MenuItem>`;

  async function phoneWithLogin(): Promise<SimulatedPhone> {
    bench.resolveConfig({
      'key1.type': 'page',
      'key1.label': 'Login Int',
      'key1.value': `${bench.server.url}/menu`,
      'key2.type': 'blf',
      'key2.label': 'Bob',
      'key2.value': '1002',
    });
    bench.server.answers.set(
      '/menu',
      page(
        `<TextMenu style="number"><Title>Hot desk</Title>${item('Help', `${bench.server.url}/help`)}${item('Login', `${bench.server.url}/form`)}</TextMenu>`,
      ),
    );
    bench.server.answers.set(
      '/form',
      page(`<InputScreen type="number"><Title>Login</Title><URL>${bench.server.url}/login?t=1</URL>
        <InputField><Prompt>Extension:</Prompt><Parameter>ext</Parameter></InputField>
        <InputField password="yes"><Prompt>PIN</Prompt><Parameter>pin</Parameter></InputField></InputScreen>`),
    );
    bench.server.answers.set(
      '/login',
      page('<TextScreen><Title>Done</Title><Text>Welcome, Jürgen 张.</Text></TextScreen>'),
    );
    const phone = bench.make();
    await phone.boot();
    return phone;
  }

  it('logs in by key, menu and form', async () => {
    const phone = await phoneWithLogin();
    await phone.pressKey('Login Int');
    await phone.choose('Login');
    phone.fill({ ext: '1001', PIN: '4711' });
    await phone.submit();
    expect(phone.screen()).toMatchObject({ kind: 'text', title: 'Done' });
    expect(bench.server.requests.at(-1)).toEqual({
      url: '/login?t=1&ext=1001&pin=4711',
      userAgent: `Acme one 1.0 ${MAC}`,
      from: testAddress(0, 41),
    });
    await phone.choose('Exit');
    expect(phone.screen()).toBeNull();
  });

  it('sees 40 columns, with numbers, a mark for what is focused and dots for the PIN', async () => {
    const phone = await phoneWithLogin();
    const widths = () =>
      new Set(
        phone
          .render()
          .split('\n')
          .map((line) => line.replace(/张/g, 'xx').length),
      );
    expect(phone.render()).toContain('| k1 Login Int       k2 Bob            ');
    await phone.pressKey('key1');
    expect(phone.render()).toContain('> 1 Help');
    expect(phone.render()).toContain('  2 Login');
    await phone.pressItem(2);
    phone.fill({ ext: '1001' });
    phone.fill({ pin: '4711' });
    expect(phone.render()).toContain('Extension: 1001');
    expect(phone.render()).toContain('> PIN: ••••_');
    expect(phone.render()).not.toContain('4711');
    await phone.submit();
    expect(phone.render()).toContain('Welcome, Jürgen 张.');
    expect(phone.render()).toContain('not registered, reboots 0');
    expect(widths()).toEqual(new Set([40]));
  });

  it('sees a refusal, and the same page as before', async () => {
    const phone = await phoneWithLogin();
    await expect(phone.pressKey('Bob')).rejects.toThrow(PageRefused);
    await expect(phone.pressKey('Nobody')).rejects.toThrow('no key Nobody');
    await phone.pressKey('Login Int');
    await expect(phone.choose('Help')).rejects.toThrow('404');
    expect(phone.problem()).toContain('404');
    expect(phone.screen()).toMatchObject({ title: 'Hot desk' });
    await expect(phone.choose('Fly')).rejects.toThrow('Fly');
    await phone.choose('Login');
    expect(phone.problem()).toBeNull();
  });

  it('is notified of every change', async () => {
    const phone = await phoneWithLogin();
    let changes = 0;
    const stop = phone.onChange(() => {
      changes += 1;
    });
    await phone.pressKey('Login Int');
    expect(changes).toBeGreaterThan(0);
    stop();
    const before = changes;
    await phone.exit();
    expect(changes).toBe(before);
  });

  it('gets the rendered phone when a wait times out', async () => {
    const phone = await phoneWithLogin();
    await expect(phone.until(() => false, 30)).rejects.toThrow('k1 Login Int');
  });

  it('cannot open pages where the brand shows none', async () => {
    const mute = bench.make({}, { brand: { ...acme(), screens: null } });
    await mute.boot();
    await expect(mute.pressKey('x')).rejects.toThrow('shows no pages');
  });
});

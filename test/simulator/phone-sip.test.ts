import { type Bench, isRegistered, LIMIT, LOGGED_OUT, loggedIn, startBench } from './support/bench';
import { page } from './support/http-server';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(async () => {
  await bench.stop();
});

describe('accounts', () => {
  it('a removed account is un-registered with its old secret', async () => {
    bench.resolveConfig(loggedIn());
    const phone = bench.make();
    await phone.boot();
    await phone.until(isRegistered('1001'), LIMIT);
    bench.resolveConfig(LOGGED_OUT);
    await phone.reload();
    expect(phone.registered()).toEqual([]);
    expect(await bench.contactsOf('1001')).toEqual([]);
  });

  it('a new account replaces the old one', async () => {
    bench.resolveConfig(loggedIn('1001'));
    const phone = bench.make();
    await phone.boot();
    await phone.until(isRegistered('1001'), LIMIT);
    bench.resolveConfig(loggedIn('1002'));
    await phone.reload();
    await phone.until(isRegistered('1002'), LIMIT);
    expect(await bench.contactsOf('1001')).toEqual([]);
    expect(phone.accounts()[0]).toMatchObject({ user: '1002', enabled: true });
  });

  it('an unchanged account keeps its registration', async () => {
    bench.resolveConfig({ ...loggedIn('1001'), 'account.2.user': '1002', 'account.2.secret': 'secret-1002' });
    const phone = bench.make();
    await phone.boot();
    await phone.until((it) => it.registered().length === 2, LIMIT);
    const ended: string[] = [];
    bench.asterisk.onContact(({ endpoint, present }) => ended.push(`${endpoint} ${present}`));
    bench.resolveConfig({ 'account.2.user': '', 'key1.type': 'blf' });
    await phone.reload();
    expect(ended).toEqual(['1002 false']);
    expect(phone.registered()).toEqual(['1001']);
  });

  it('an account with a wrong secret is shown as not registered, with the reason', async () => {
    bench.resolveConfig({ ...loggedIn(), 'account.1.secret': 'wrong' });
    const phone = bench.make();
    await phone.boot();
    await phone.until((it) => it.problem() !== null, LIMIT);
    expect(phone.problem()).toBe('1001: 401 Unauthorized');
    expect(phone.registered()).toEqual([]);
  });

  it('an account that the server dropped still counts as registered on the phone', async () => {
    bench.resolveConfig(loggedIn());
    const phone = bench.make();
    await phone.boot();
    await phone.until(isRegistered('1001'), LIMIT);
    for (const contact of await bench.contactsOf('1001')) await bench.asterisk.endRegistration(contact);
    expect(phone.registered()).toEqual(['1001']);
  });
});

describe('losing power and rebooting', () => {
  it('a power loss sends no un-REGISTER', async () => {
    bench.resolveConfig(loggedIn());
    const phone = bench.make();
    await phone.boot();
    await phone.until(isRegistered('1001'), LIMIT);
    await phone.powerOff();
    expect(await bench.contactsOf('1001')).toHaveLength(1);
    expect(phone.registered()).toEqual([]);
    expect(phone.isOn).toBe(false);
    expect(phone.reboots).toBe(0);
  });

  it('a reboot is counted, sends no un-REGISTER, fetches again and clears the display', async () => {
    bench.server.answers.set('/page', page('<TextScreen><Text>x</Text></TextScreen>'));
    bench.resolveConfig({
      ...loggedIn(),
      'key1.type': 'page',
      'key1.label': 'App',
      'key1.value': `${bench.server.url}/page`,
    });
    const phone = bench.make();
    await phone.boot();
    await phone.until(isRegistered('1001'), LIMIT);
    await phone.pressKey('App');
    const gone: boolean[] = [];
    bench.asterisk.onContact(({ present }) => gone.push(!present));
    bench.resolveConfig({ 'key2.type': 'blf' });
    await phone.reboot();
    expect(phone.reboots).toBe(1);
    expect(phone.screen()).toBeNull();
    expect(phone.keys()).toHaveLength(2);
    await phone.until(isRegistered('1001'), LIMIT);
    expect(gone).not.toContain(true);
  });

  it('a power loss during a reboot keeps the phone off', async () => {
    const phone = bench.make();
    await phone.boot();
    const reboot = phone.reboot();
    await phone.powerOff();
    await reboot;
    expect(phone.isOn).toBe(false);
    expect(phone.reboots).toBe(0);
  });

  it('a power loss during a boot keeps the phone off', async () => {
    bench.server.answers.set('/p/acme.boot', () => undefined); // no answer
    const phone = bench.make();
    const boot = phone.boot();
    await phone.until(() => bench.server.requests.length === 1, LIMIT);
    await phone.powerOff();
    await boot;
    expect(phone.isOn).toBe(false);
    expect(bench.server.requests).toHaveLength(1);
  });

  it('a phone that is off does nothing', async () => {
    const phone = bench.make();
    await expect(phone.reload()).rejects.toThrow('off');
    await expect(phone.pressKey('x')).rejects.toThrow('off');
    expect(phone.render()).toContain('switched off');
  });
});

describe('a NOTIFY', () => {
  it('makes a phone without accounts reload', async () => {
    bench.resolveConfig({});
    const phone = bench.make();
    await phone.boot();
    bench.resolveConfig(loggedIn());
    await bench.notify(phone, 'check-sync');
    await phone.until(isRegistered('1001'), LIMIT);
    expect(phone.reboots).toBe(0);
    expect(phone.notifies).toMatchObject([{ event: 'check-sync', did: 'reload', from: '127.0.0.1' }]);
  });

  it('several at once make the phone reboot once', async () => {
    bench.resolveConfig(loggedIn());
    const phone = bench.make();
    await phone.boot();
    await phone.until(isRegistered('1001'), LIMIT);
    bench.resolveConfig(LOGGED_OUT);
    await bench.notify(phone, 'check-sync;reboot=true');
    await bench.notify(phone, 'check-sync;reboot=true');
    await phone.until(
      (it) => it.reboots === 1 && it.isOn && it.accounts().every(({ enabled }) => !enabled),
      LIMIT,
    );
    expect(phone.registered()).toEqual([]);
    expect(phone.notifies.map(({ did }) => did)).toEqual(['reboot', 'reboot']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(phone.reboots).toBe(1);
  });

  it('of another kind does nothing', async () => {
    bench.resolveConfig({});
    const phone = bench.make();
    await phone.boot();
    const count = phone.fetches.length;
    await bench.notify(phone, 'message-summary');
    await phone.until((it) => it.notifies.length === 1, LIMIT);
    expect(phone.notifies[0]?.did).toBe('ignore');
    expect(phone.fetches).toHaveLength(count);
  });
});

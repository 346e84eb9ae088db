import type { DeviceProfile } from '../../src/simulator/device-profile';
import { testAddress } from '../addresses';
import { ACME_PROFILE } from './support/acme';
import { type Bench, isRegistered, LIMIT, loggedIn, MAC, OWN_FILE, startBench } from './support/bench';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(async () => {
  await bench.stop();
});

describe('a boot', () => {
  it('requests the files in order, with its User-Agent, from its address', async () => {
    bench.resolveConfig({
      ...loggedIn(),
      'key1.type': 'page',
      'key1.label': 'Login',
      'key1.value': 'http://pbx/',
    });
    const phone = bench.make();
    await phone.boot();
    expect(phone.fetches).toEqual([
      { path: '/p/acme.boot', status: 404, bytes: 0 },
      { path: '/p/common.cfg', status: 404, bytes: 0 },
      { path: OWN_FILE, status: 200, bytes: Buffer.byteLength(String(bench.server.answers.get(OWN_FILE))) },
    ]);
    expect(bench.server.requests[0]).toEqual({
      url: '/p/acme.boot',
      userAgent: `Acme one 1.0 ${MAC}`,
      from: testAddress(0, 41),
    });
    expect(phone.keys()).toEqual([
      { slot: 'key1', kind: 'page', label: 'Login', value: 'http://pbx/', opens: 'http://pbx/' },
    ]);
    await phone.until(isRegistered('1001'), LIMIT);
    expect(await bench.contactsOf('1001')).toMatchObject([
      { address: testAddress(0, 41), port: phone.sipPort, userAgent: 'Acme one 1.0' },
    ]);
  });

  it('applies later files over earlier ones, and stops where the phone does', async () => {
    bench.resolveConfig({ 'key1.type': 'blf', 'key1.value': '1', 'key2.type': 'blf' }, '/p/common.cfg');
    bench.resolveConfig({ 'key1.value': '2' });
    bench.resolveConfig({ 'key1.value': '3' }, '/p/fallback.cfg');
    const phone = bench.make();
    await phone.boot();
    expect(phone.keys().map(({ slot, value }) => `${slot} ${value}`)).toEqual(['key1 2', 'key2 ']);
  });

  it('a file that is not applied can end the boot', async () => {
    bench.server.answers.set('/p/acme.boot', 'anything');
    const phone = bench.make();
    await phone.boot();
    expect(phone.fetches.map(({ path }) => path)).toEqual(['/p/acme.boot']);
  });

  it('ignores an unreadable file and shows the reason', async () => {
    bench.resolveConfig({ 'key1.type': 'blf' });
    const phone = bench.make();
    await phone.boot();
    bench.server.answers.set(OWN_FILE, 'key1.type = page\n');
    await phone.reload();
    expect(phone.keys()).toHaveLength(1);
    expect(phone.problem()).toContain(`${MAC}.cfg is ignored: the first line`);
    expect(phone.render()).toContain('is ignored');
  });

  it('keeps its settings when the server does not answer', async () => {
    bench.resolveConfig(loggedIn());
    const phone = bench.make();
    await phone.boot();
    await phone.powerOff();
    await bench.server.close();
    await phone.boot();
    expect(phone.fetches.at(-1)).toEqual({ path: '/p/acme.boot', status: 0, bytes: 0 });
    await phone.until(isRegistered('1001'), LIMIT);
  });

  it('fails when its SIP port is taken, and leaves the phone off', async () => {
    const first = bench.make();
    await first.boot();
    const second = bench.make({}, { sipPort: first.sipPort });
    await expect(second.boot()).rejects.toThrow('EADDRINUSE');
    expect(second.isOn).toBe(false);
  });

  it('of a phone that is on is an error', async () => {
    const phone = bench.make();
    await phone.boot();
    await expect(phone.boot()).rejects.toThrow('on already');
  });

  it('of a client that fetches exactly its URL', async () => {
    bench.resolveConfig({ 'key1.type': 'blf' }, '/link/xyz.xml');
    const phone = bench.make({ fetchesUrlItself: true }, { url: `${bench.server.url}/link/xyz.xml?a=1` });
    await phone.boot();
    expect(phone.fetches.map(({ path }) => path)).toEqual(['/link/xyz.xml?a=1']);
    expect(phone.keys()).toHaveLength(1);
  });
});

describe('parameters that a file leaves out', () => {
  it.each([
    ['keep their value where the phone keeps them', true, ['key1', 'key2']],
    ['are gone where the file is the whole config', false, ['key2']],
  ])('%s', async (_, keepsAbsent, slots) => {
    bench.resolveConfig({ 'key1.type': 'blf' });
    const phone = bench.make({ keepsAbsent });
    await phone.boot();
    bench.resolveConfig({ 'key2.type': 'blf' });
    await phone.reload();
    expect(phone.keys().map(({ slot }) => slot)).toEqual(slots);
  });

  it('survive a power loss', async () => {
    bench.resolveConfig({ 'key1.type': 'blf' });
    const phone = bench.make();
    await phone.boot();
    await phone.powerOff();
    expect(phone.keys()).toEqual([]);
    bench.resolveConfig({});
    await phone.boot();
    expect(phone.keys()).toHaveLength(1);
  });
});

describe('a phone that skips unchanged files', () => {
  /** Counts how often the settings were read. */
  function counting(): { reads: () => number; habits: Partial<DeviceProfile> } {
    let count = 0;
    const read: DeviceProfile['read'] = (...given) => {
      count += 1;
      return ACME_PROFILE.read(...given);
    };
    return { reads: () => count, habits: { skipsUnchanged: true, read } };
  }

  it('does nothing when no byte has changed, not even after a loss of power', async () => {
    const { reads, habits } = counting();
    bench.resolveConfig(loggedIn());
    const phone = bench.make(habits);
    await phone.boot();
    const before = reads();
    await phone.reload();
    await phone.powerOff();
    await phone.boot();
    expect(reads()).toBe(before);
    await phone.until(isRegistered('1001'), LIMIT);
  });

  it('applies all its files again when one has changed', async () => {
    const { reads, habits } = counting();
    bench.resolveConfig({ 'key1.type': 'blf' }, '/p/common.cfg');
    bench.resolveConfig({});
    const phone = bench.make(habits);
    await phone.boot();
    const before = reads();
    bench.resolveConfig({ 'key1.type': 'park' }, '/p/common.cfg');
    await phone.reload();
    expect(reads()).toBe(before + 1);
    expect(phone.keys()).toMatchObject([{ kind: 'park' }]);
  });
});

describe('where a phone asks', () => {
  it('a phone that keeps its URL uses the one of the last config', async () => {
    bench.resolveConfig({ url: `${bench.server.url}/token/` });
    bench.resolveConfig({ 'key1.type': 'blf' }, `/token/${MAC}.cfg`);
    const phone = bench.make();
    await phone.boot();
    expect(phone.keys()).toEqual([]);
    await phone.reload();
    expect(phone.keys()).toHaveLength(1);
    await phone.reboot();
    const asked = phone.fetches.map(({ path }) => path).filter((path) => path.endsWith(`${MAC}.cfg`));
    expect(asked).toEqual([OWN_FILE, `/token/${MAC}.cfg`, `/token/${MAC}.cfg`]);
  });

  it('a phone with a URL from DHCP uses it at every boot and reload', async () => {
    bench.resolveConfig({ url: `${bench.server.url}/token/` });
    const phone = bench.make({}, { urlFrom: 'dhcp' });
    await phone.boot();
    await phone.reload();
    await phone.reboot();
    const asked = phone.fetches.map(({ path }) => path).filter((path) => path.endsWith(`${MAC}.cfg`));
    expect(asked).toEqual([OWN_FILE, OWN_FILE, OWN_FILE]);
  });

  it('polls at the interval of its config, and stops when it is off', async () => {
    bench.resolveConfig({ poll: 1 });
    const phone = bench.make();
    await phone.boot();
    bench.resolveConfig({ poll: 1, 'key1.type': 'blf' });
    await phone.until((it) => it.keys().length === 1, LIMIT);
    await phone.powerOff();
    const count = bench.server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(bench.server.requests).toHaveLength(count);
  });

  it('does not poll at an invalid interval', async () => {
    bench.resolveConfig({ poll: 'often' });
    const phone = bench.make();
    await phone.boot();
    const count = bench.server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bench.server.requests).toHaveLength(count);
  });
});

it('an invalid MAC is an error', () => {
  expect(() => bench.make({}, { mac: '02:00' })).toThrow('no MAC');
});

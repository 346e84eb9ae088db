import { openTestApp, type TestApp } from '../../test-app';

const MAC = '0004f2000001';
const VVX = { 'User-Agent': `FileTransport PolycomVVX-VVX_411-UA/5.9.0.9373 (SN:${MAC}) Type/Application` };

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(() => app.close());

async function put(file: string, body: string): Promise<number> {
  const url = `http://127.0.0.1:${app.port}/provision/${file}`;
  return (await fetch(url, { method: 'PUT', body, headers: VVX })).status;
}

describe('what phones send', () => {
  test.each([`${MAC}-app.log`, `${MAC}-boot.log`, `${MAC}-phone.cfg`, `token/${MAC}-web.cfg`])(
    '%s is taken, and never given back',
    async (file) => {
      expect(await put(file, '<PHONE_CONFIG/>')).toBe(200);
      expect((await app.get(`/provision/${file}`, '127.0.0.1', VVX)).status).toBe(404);
    },
  );

  test.each([`${MAC}.cfg`, `hd-${MAC}.cfg`, `${MAC}.log`, `x${MAC}-app.log`])(
    '%s is refused: no phone sends that',
    async (file) => {
      expect(await put(file, 'x')).toBe(413);
    },
  );

  test('a log without an end, or larger than any, is refused unread', async () => {
    expect(await put(`${MAC}-app.log`, 'x'.repeat(1_000_001))).toBe(413);
  });
});

describe('a file that is the same for every phone', () => {
  test('is given to anybody, and makes nobody known', async () => {
    const one = await app.get(`/provision/${MAC}.cfg`, '127.0.0.1', VVX);
    const other = await app.get('/provision/some-token/0004f2000002.cfg', '127.0.0.2', {
      'User-Agent': 'FileTransport PolycomVVX-VVX_150-UA/5.9.0.9373',
    });
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(other.body).toBe(one.body);
    expect(one.body).toContain('CONFIG_FILES="hd-[PHONE_MAC_ADDRESS].cfg"');
  });
});

describe("a file of the phone's model", () => {
  const ask = (mac: string) =>
    app.get('/provision/spa504G.cfg', '127.0.0.1', {
      'User-Agent': `Cisco/SPA504G-7.4.8a (${mac.toUpperCase()})(CBT141400UK)`,
    });

  test('is the config of the phone whose MAC the User-Agent says, each with a token of its own', async () => {
    const one = await ask('000e08000001');
    const other = await ask('000e08000002');
    expect([one.status, other.status]).toEqual([200, 200]);
    const rule = (body: string) => /<Profile_Rule>(.*)<\/Profile_Rule>/.exec(body)?.[1];
    expect(rule(one.body)).toMatch(/\/provision\/[\w-]+\/spa\$MA\.xml$/);
    expect(rule(other.body)).not.toBe(rule(one.body));
    expect(rule((await ask('000e08000001')).body)).toBe(rule(one.body));
  });

  test('is not there for a phone that says no MAC', async () => {
    const headers = { 'User-Agent': 'Cisco/SPA525G-7.4.4 (CBT141900G7)' };
    expect((await app.get('/provision/spa525G.cfg', '127.0.0.1', headers)).status).toBe(404);
  });
});

import { BRANDS } from '../../../phoneapps';
import { createBrandRegistry } from '../../../src/phones/brands/registry';
import { createFetchRateLimiter, type FetchRateLimiter } from '../../../src/phones/http/fetch-rate-limiter';
import { withLastKnownSettings } from '../../../src/phones/http/request-settings';
import { createConfigCache } from '../../../src/phones/provisioning/config-cache';
import { createTftpAnswer } from '../../../src/phones/tftp/answer';
import { openTftpServer, type TftpServer } from '../../../src/phones/tftp/server';
import { ENCRYPTOR, eventually, isDestroyed, openTestApp, SILENT, type TestApp } from '../../test-app';
import { ack, createTftpClient, readRequest, takeFile } from './client';

const MAC = '001d45000001';
const FILE = 'SEP001D45000001.cnf.xml';
const SECRET = 'secret-of-1001';
const PHONE = '127.0.0.5';
const STRANGER = '127.0.0.6';

let app: TestApp;
let server: TftpServer;
let rateLimiter: FetchRateLimiter;
beforeEach(async () => {
  app = await openTestApp({ internalNetworks: ['127.0.0.0/24'] });
  rateLimiter = createFetchRateLimiter(Date.now, SILENT);
  const answer = createTftpAnswer({
    desk: app.desk,
    brandRegistry: createBrandRegistry(BRANDS),
    listening: () => ({ http: app.port, https: null }),
    decrypt: ENCRYPTOR.decrypt,
    rateLimiter,
    configCache: createConfigCache(app.folder, Buffer.alloc(32, 7)),
    settings: withLastKnownSettings(async () => ({ settings: await app.store.settings(), outage: null })),
    isOutage: isDestroyed,
    log: SILENT,
  });
  server = await openTftpServer({ bind: '127.0.0.1', port: 0, answer, log: SILENT });
});
afterEach(async () => {
  await server.stop();
  await app.close();
});

/** The file as a phone at that address gets it, or the error. */
async function fetched(file: string, from = PHONE): Promise<string> {
  const client = await createTftpClient(server.port, from);
  try {
    return (await takeFile(client, readRequest(file))).toString('utf8');
  } catch (error) {
    return String(error);
  } finally {
    await client.close();
  }
}

const NOT_FOUND = /error 1/;
const FORBIDDEN = /error 2/;

/** The path of the login page in a default login. */
function pageIn(config: string): string {
  return new URL(/<servicesURL>([^<]+)</.exec(config)?.[1] ?? '').pathname;
}

async function logIn(): Promise<void> {
  const page = pageIn(await fetched(FILE));
  const header = { 'x-CiscoIPPhoneModelName': 'CP-7942G' };
  const answer = await app.get(`${page}/login?extension=1001&password=4711`, PHONE, header);
  expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('1001.')]);
}

const stateOf = async () => (await app.store.activeSessionAt(MAC as never))?.state;

describe('a phone of TFTP', () => {
  test('gets the same default login as by HTTP, each time', async () => {
    const config = await fetched(FILE);
    expect(config).toContain('<device>');
    expect(await fetched(FILE)).toBe(config);
    expect((await app.get(`/provision/${FILE}`, PHONE)).body).toBe(config);
    expect(await fetched(`/${FILE}`)).toBe(config);
    expect(await fetched(FILE.toLowerCase())).toBe(config);
  });

  test('gets the account after a login, at its own address only; its page gave its model', async () => {
    await logIn();
    expect((await app.store.phone(MAC as never))?.model).toBe('7942');
    expect(await fetched(FILE, STRANGER)).not.toContain(SECRET);
    const config = await fetched(FILE);
    expect(config).toContain(SECRET);
    expect(config).toContain('<line button="2">');
  });

  test('counts as provisioned when it has acknowledged the last block, and not before', async () => {
    await logIn();
    const client = await createTftpClient(server.port, PHONE);
    client.ask(readRequest(FILE));
    let packet = await client.next();
    while (packet.bytes.length === 512) {
      client.say(packet.port, ack(packet.number));
      packet = await client.next();
    }
    expect(await stateOf()).toBe('requested');
    client.say(packet.port, ack(packet.number));
    await eventually(async () => (await stateOf()) === 'provisioned');
    await client.close();
  });

  test('gets its last config during a database outage, and no one else does', async () => {
    await logIn();
    const config = await fetched(FILE);
    app.asterisk.register({
      endpoint: '1001',
      technology: 'pjsip',
      uri: `sip:1001@${PHONE}:5060`,
      address: PHONE,
      port: 5060,
      userAgent: 'Cisco-CP7942G/9.4.2',
    });
    await app.db.destroy();
    expect(await fetched(FILE)).toBe(config);
    expect(await fetched(FILE, STRANGER)).toMatch(/error 0/);
  });
});

describe('what is not given', () => {
  test.each([
    'CTLSEP001D45000001.tlv',
    'ITLFile.tlv',
    'XMLDefault.cnf.xml',
    'no-such-file',
    `../${FILE}`,
    `..\\${FILE}`,
    `/etc/${FILE}`,
    `provision/${FILE}`,
    `//${FILE}`,
    'English_United_States/tc-sip.jar',
    `${FILE}%00`,
    '/',
  ])('%s', async (file) => {
    expect(await fetched(file)).toMatch(NOT_FOUND);
  });

  test('anything at all to an address outside: not even an error', async () => {
    const outside = await createTftpClient(server.port, '127.0.7.7');
    outside.ask(readRequest(FILE));
    outside.ask(readRequest('no-such-file'));
    await fetched('no-such-file');
    expect(await app.store.phone(MAC as never)).toBeNull();
    await app.set({ internalNetworks: ['127.0.0.0/16'] });
    outside.ask(readRequest('another-file'));
    expect(await outside.next()).toMatchObject({ kind: 'error', number: 1 });
    expect(outside.waiting()).toBe(0);
    await outside.close();
  });

  test('the account, to a phone that must show a token', async () => {
    await app.set({ requireToken: true });
    await logIn();
    expect(await fetched(FILE)).not.toContain(SECRET);
  });

  test('files that HTTP gives only after a login, save to phones that can never log in', async () => {
    await fetched('cfg005058000001.xml');
    const provisioningPassword = ENCRYPTOR.encrypt('a-long-password');
    await app.set({ provisioningAuth: 'basic', provisioningUser: 'phones', provisioningPassword });
    expect(await fetched('cfg005058000001.xml')).toMatch(FORBIDDEN);
    expect(await fetched('cfg005058000001')).toMatch(NOT_FOUND);
    expect(await fetched(FILE)).toContain('<device>');
    expect(await fetched('SEP005058000001.cnf.xml')).toMatch(FORBIDDEN);
    expect(await fetched('SEP005058000002.cnf.xml')).toMatch(FORBIDDEN);
    expect((await app.store.phone('005058000001' as never))?.brand).not.toBe('cisco-enterprise');
    expect(await app.store.phone('005058000002' as never)).toBeNull();
  });

  test('more than its limits of unknown files and MACs, to one source; a known phone gets its own', async () => {
    const known = await fetched(FILE);
    const client = await createTftpClient(server.port, PHONE);
    for (let number = 0; number < 60; number += 1) rateLimiter.penalize(PHONE, 'no-such-file');
    for (let number = 0; number < 250; number += 1) rateLimiter.penalize(PHONE, 'unknown-mac');
    client.ask(readRequest('1.txt'));
    client.ask(readRequest('SEP001D45000099.cnf.xml'));
    expect(await fetched(FILE)).toBe(known);
    expect(await app.store.phone('001d45000099' as never)).toBeNull();
    expect(client.waiting()).toBe(0);
    await client.close();
  });
});

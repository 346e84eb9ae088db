import type { DeskSettings } from '../../../../src/desk/settings';
import type { Mac } from '../../../../src/lib/mac';
import { PROTOCOLS } from '../../../../src/phones/provisioning/protocols';
import { MAX_MESSAGE_BYTES } from '../../../../src/phones/provisioning/protocols/router';
import { eventually, openTestApp, type TestApp } from '../../../test-app';
import { basics, CLEAN_UP, COME_BACK, LOGGED_OUT, MAC, message, NONCE, PATH, reply, say } from './support';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

let app: TestApp;
let logged: string[];

async function open(settings = {}, listener = {}): Promise<void> {
  logged = [];
  const info = (fields: object, text: string) => logged.push(`${text} ${JSON.stringify(fields)}`);
  const log = { debug() {}, info, warn: info, error: info };
  app = await openTestApp(
    { timezone: 'Europe/Berlin', ntpServer: 'pool.ntp.org', ...settings },
    { log, ...listener },
  );
}

beforeEach(() => open());
afterEach(() => app.close());

const phones = () => app.db('hotdesk_phones').select('mac', 'brand', 'model', 'firmware');
const sessionOf = async () => (await app.store.activeSessionsOf('1001'))[0] ?? null;

/** By REST, at the phone at this address. */
async function logIn(mac = MAC, trustAddress = '127.0.0.5'): Promise<void> {
  const by = { actor: 'key test', address: null };
  await app.desk.logInByRest({
    mac: mac as Mac,
    extension: '1001',
    via: 'internal',
    trustAddress,
    by,
  });
}

describe('a phone that starts', () => {
  test('becomes known with its model and firmware, and gets the default login', async () => {
    const { status, body, headers } = await say(app, message());
    expect(body).toBe(LOGGED_OUT);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/xml; charset=utf-8',
      'no-store',
    ]);
    expect(headers['content-length']).toBe(String(Buffer.byteLength(LOGGED_OUT)));
    expect(await phones()).toEqual([
      { mac: MAC, brand: 'unify', model: 'openstage-20', firmware: 'V3 R5.12.0' },
    ]);
  });

  test('gets the same after our HTTP call, and after a change of its inventory', async () => {
    for (const reason of ['solicited', 'inventory-changes', ' start-up\n'])
      expect((await say(app, message({ reason }))).body).toBe(LOGGED_OUT);
  });

  test('gets its nonce back in each answer', async () => {
    for (const nonce of ['1', 'abc-DEF_9', 'F'.repeat(128)]) {
      const { body } = await say(app, message({ nonce }));
      expect(body).toContain(`<Message nonce="${nonce}">`);
    }
  });

  test('is of this brand whatever the OUI of its MAC', async () => {
    await say(app, message({ items: basics('00:00:0C:AA:BB:CC', 'OpenScape Desk Phone CP600') }));
    expect(await phones()).toMatchObject([{ mac: '00000caabbcc', brand: 'unify', model: 'cp600' }]);
  });

  test('cannot store markup as its model', async () => {
    await say(app, message({ items: basics(MAC, '&lt;b&gt;') }));
    expect(await phones()).toMatchObject([{ model: null }]);
  });

  test.each([
    ['only known ones may come', { enrolment: 'known' }],
    ['those from there may not', { enrolment: 'network', enrolmentInternalNetworks: ['192.0.2.0/24'] }],
    ['its brand may not', { enrolmentByBrand: { unify: 'known' } }],
  ] as readonly [string, Partial<DeskSettings>][])(
    'gets a goodbye where %s, and stays unknown',
    async (_title, settings) => {
      await app.set(settings);
      const { status, body } = await say(app, message());
      expect([status, body]).toEqual([200, CLEAN_UP]);
      expect(await phones()).toEqual([]);
    },
  );

  test('is never asked for an HTTP login, which it does not support', async () => {
    await app.set({ provisioningAuth: 'digest' });
    expect((await say(app, message())).body).toBe(LOGGED_OUT);
  });

  test('does not get past that login with the MAC of another maker, nor from outside', async () => {
    await app.set({ provisioningAuth: 'digest', internalNetworks: ['127.0.0.0/24'] });
    const ofSangoma = message({ items: basics('00:50:58:00:00:01') });
    expect((await say(app, ofSangoma)).status).toBe(403);
    expect((await say(app, message(), '127.9.0.5')).status).toBe(403);
    expect(await phones()).toEqual([]);
    for (let sent = 1; sent < 250; sent += 1) await say(app, message(), '127.9.0.5');
    expect((await say(app, message(), '127.9.0.5')).status).toBe(429);
  });
});

describe('a phone with a session', () => {
  beforeEach(async () => {
    await say(app, message());
    await logIn();
  });

  test('is called, gets the account, and counts as provisioned once all bytes are sent', async () => {
    await eventually(() => app.phoneCalls.length > 0);
    const call = { port: 8085, path: '/contact_dls.html/ContactDLS', body: 'ContactMe=true' };
    expect(app.phoneCalls).toEqual([{ address: '127.0.0.5', call }]);
    const { body } = await say(app, message({ reason: 'solicited' }));
    expect(body).toContain(`<Message nonce="${NONCE}">`);
    for (const item of [
      '<Item name="e164">1001</Item>',
      '<Item name="sip-user-id">1001</Item>',
      '<Item name="sip-pwd">secret-of-1001</Item>',
      '<Item name="display-id-unicode">Alice Adams</Item>',
      '<Item name="registrar-addr">127.0.0.1</Item>',
    ])
      expect(body).toContain(item);
    await eventually(async () => (await sessionOf())?.state === 'provisioned');
  });

  test('is not affected when another address claims its MAC, which gets no account', async () => {
    const { body } = await say(app, message(), '127.0.0.6');
    expect(body).toBe(LOGGED_OUT);
    expect((await sessionOf())?.state).toBe('requested');
  });

  test('gets no account where a token is demanded, because it has none', async () => {
    await app.set({ requireToken: true });
    expect((await say(app, message())).body).toBe(LOGGED_OUT);
  });

  test('ends the exchange when it accepted or rejected its config, and a rejection is logged', async () => {
    const items =
      '<Item name="e164" status="invalid data"/><Item name="key-label" index="3" status="failed"/>';
    expect((await say(app, reply('accepted'))).body).toBe(CLEAN_UP);
    expect(logged.filter((line) => /"event":"config\.(partly-)?rejected"/.test(line))).toEqual([]);
    expect((await say(app, reply('accepted', items))).body).toBe(CLEAN_UP);
    expect((await say(app, reply('failed'))).body).toBe(CLEAN_UP);
    expect(logged.filter((line) => /"event":"config\.(partly-)?rejected"/.test(line))).toEqual([
      expect.stringContaining('"event":"config.partly-rejected"'),
      expect.stringContaining('"event":"config.rejected"'),
    ]);
    expect(logged.join()).toContain('"items":2,"names":["e164","key-label[3]"]');
    expect((await sessionOf())?.state).toBe('requested');
  });

  test('cannot fill the log with rejections, and its nonce is not logged', async () => {
    for (let sent = 0; sent < 40; sent += 1) {
      if (sent % 2 === 0) await say(app, message());
      expect((await say(app, reply('failed'))).body).toBe(CLEAN_UP);
    }
    const lines = logged.filter((line) => line.includes('"event":"config.rejected"'));
    expect(lines).toHaveLength(30);
    expect(lines.join()).not.toContain(NONCE);
  });

  test('comes back after its call when it was busy', async () => {
    expect((await say(app, reply('busy'))).body).toBe(COME_BACK);
  });

  test('gets the default login again after the logout', async () => {
    await say(app, message());
    await app.desk.logOutFor(MAC as Mac, { actor: 'key test', address: null });
    await eventually(() => app.phoneCalls.length > 1);
    expect((await say(app, message({ reason: 'solicited' }))).body).toBe(LOGGED_OUT);
  });

  test('gets its last config during a database outage, and no one else does', async () => {
    const before = await say(app, message());
    expect(before.body).toContain('secret-of-1001');
    await eventually(async () => (await sessionOf())?.state === 'provisioned');
    app.asterisk.register({
      endpoint: '1001',
      technology: 'pjsip',
      uri: 'sip:1001@127.0.0.5:5060',
      address: '127.0.0.5',
      port: 5060,
      userAgent: 'OpenStage_20_V3 R5.12.0 SIP',
    });
    await eventually(async () => (await sessionOf())?.state === 'verified');
    await app.db.destroy();
    expect((await say(app, message())).body).toBe(before.body);
    expect((await say(app, message(), '127.0.0.6')).status).toBe(503);
  });
});

describe('a phone on which a user changed something', () => {
  const changed = (items: string) => message({ reason: 'local-changes', items: `${basics()}${items}` });
  const own = '<Item name="e164">NULL</Item>';

  test.each([
    ['what is none of ours', '<Item name="ringer-volume">3</Item>'],
    ['something to what we say', '<Item name="sntp-addr">pool.ntp.org</Item>'],
    ['a text that is not set to nothing', '<Item name="registrar-addr"></Item>'],
  ])('gets a goodbye when it was %s', async (_title, items) => {
    const mine = message({ reason: 'local-changes', items: `${basics().replace(/.*e164.*/, own)}${items}` });
    expect((await say(app, mine)).body).toBe(CLEAN_UP);
  });

  test.each([
    ['its number', ''],
    ['its registrar', '<Item name="registrar-addr">192.0.2.66</Item>'],
  ])('gets its config again when it was %s', async (_title, items) => {
    expect((await say(app, changed(items))).body).toBe(LOGGED_OUT);
  });
});

describe('any other message', () => {
  test.each([
    ['status', message({ reason: 'status' })],
    ['clean-up', message({ reason: 'clean-up' })],
    ['a reason that nobody knows', message({ reason: 'hello' })],
    ['an answer to what we never ask', message({ reason: 'reply-to', about: ' action="ReadAllItems"' })],
    ['no MAC', message({ items: '' })],
    ['a MAC that is none', message({ items: basics('00:1A:E8') })],
    ['a MAC that the phone says it has not', message({ items: '<Item name="mac-addr" status="failed"/>' })],
  ])('gets a goodbye: %s', async (_title, body) => {
    expect((await say(app, body)).body).toBe(CLEAN_UP);
    expect(await phones()).toEqual([]);
  });

  const NESTED = 4_000;
  test.each([
    ['nothing', ''],
    ['no XML', 'ContactMe=true'],
    ['half of it', message().slice(0, 300)],
    ['two of them', message() + message()],
    ['another root', message().replaceAll('WorkpointMessage', 'Message2')],
    ['no message in it', message().replaceAll('Message ', 'Massage ').replaceAll('</Message>', '</Massage>')],
    ['no reason', message().replace(/<Reason.*Contact>/, '')],
    ['no nonce', message().replace(/ nonce="\w*"/, '')],
    ['an empty nonce', message({ nonce: '' })],
    ['a nonce with markup', message({ nonce: '&quot;&gt;&lt;Action&gt;Restart' })],
    ['a nonce without an end', message({ nonce: 'F'.repeat(129) })],
    ['a DOCTYPE', message().replace('?>', '?><!DOCTYPE WorkpointMessage>')],
    [
      'a bomb of entities',
      message({ items: '<Item name="mac-addr">&b;</Item>' }).replace(
        '?>',
        '?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
      ),
    ],
    ['an entity that nobody defined', message({ items: basics('&mac;') })],
    ['bytes that are no text', Buffer.from([0x3c, 0xff, 0xfe, 0x3e])],
    ['elements in elements without an end', '<a>'.repeat(NESTED) + '</a>'.repeat(NESTED)],
    ['items in items without an end', message({ items: '<Item>'.repeat(NESTED) + '</Item>'.repeat(NESTED) })],
  ])('is refused: %s', async (_title, body) => {
    expect((await say(app, body)).status).toBe(400);
    expect(await phones()).toEqual([]);
  });

  test('is refused unread when it is too long', async () => {
    const { status } = await say(app, Buffer.alloc(MAX_MESSAGE_BYTES + 1, 0x20));
    expect(status).toBe(413);
    const long = message({ items: `${basics()}<Item name="x">${'x'.repeat(60_000)}</Item>` });
    expect((await say(app, long)).body).toBe(LOGGED_OUT);
  });

  test.each([
    ['an & without an entity', message({ nonce: `1" x="${'&'.repeat(60_000)}` })],
    ['one & in an attribute', message({ nonce: '1" x="Alice & Bob' })],
    ['a long name of an entity', message({ nonce: `1" x="&${'a'.repeat(1_000)};` })],
    ['too many elements', message({ items: `${basics()}${'<a/>'.repeat(5_000)}` })],
  ])('is refused: %s', async (_title, body) => {
    expect((await say(app, body)).status).toBe(400);
    expect(await phones()).toEqual([]);
  });

  test('is refused when it is compressed', async () => {
    const { status } = await app.post(PATH, message(), '127.0.0.5', { 'Content-Encoding': 'gzip' });
    expect(status).toBe(415);
  });

  test('is not found at another path or with another method', async () => {
    expect((await app.get(PATH)).status).toBe(404);
    expect((await app.post('/DeploymentService/Other', message())).status).toBe(413);
    expect((await app.get(PATH, '127.0.0.1', {}, 'PUT')).status).toBe(404);
  });

  test('throttles a source that repeats it, but not known phones', async () => {
    await say(app, message());
    for (let penalties = 0; penalties < 60; penalties += 1) await say(app, 'x');
    // The phone may answer its config, however busy its source was.
    for (const status of ['accepted', 'accepted'])
      expect((await say(app, reply(status))).body).toBe(CLEAN_UP);
    const parse = jest.spyOn(PROTOCOLS.dls, 'read');
    expect((await say(app, 'x')).status).toBe(429);
    expect((await say(app, message({ items: basics('00:1A:E8:00:00:99') }))).status).toBe(429);
    expect((await say(app, reply('accepted'))).status).toBe(429);
    expect(parse).not.toHaveBeenCalled();
    expect((await say(app, message())).body).toBe(LOGGED_OUT);
    expect(logged.filter((line) => line.includes('"event":"fetch.storm"'))).toHaveLength(1);
  });
});

test('a message without a certificate is refused where one is required', async () => {
  await app.close();
  await open({}, { clientCertificates: 'required' });
  expect((await say(app, message())).status).toBe(403);
  expect(await phones()).toEqual([]);
});

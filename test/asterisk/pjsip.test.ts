import { createHash } from 'node:crypto';
import { AmiInjectionError, AmiRefused } from '../../src/asterisk/errors';
import type { Contact } from '../../src/desk/ports/asterisk';
import type { FakeAnswer } from './fake-ami';
import { type FakedAsterisk, startFakedAsterisk } from './with-fake-ami';

const endpoint = { endpoint: '1001', technology: 'pjsip' } as const;
const uri = 'sip:1001@203.0.113.9:41000;x-ast-orig-host=192.168.1.5:5060';
const key = `1001;@${createHash('md5').update(uri).digest('hex')}`;
const contact: Contact = { ...endpoint, uri, address: '203.0.113.9', port: 41_000, userAgent: 'x' };
const stored = {
  via_addr: '192.168.1.5',
  endpoint: '1001',
  uri,
  user_agent: 'Yealink "T46S" ä',
  expiration_time: '1795519586',
};

let faked: FakedAsterisk;
/** What the fake has in its database, and whether it still has the contact after it was expired. */
let database: Map<string, string>;
let isStubborn: boolean;

const showEndpoint: FakeAnswer = (request, to) => {
  if (request.header('Endpoint') === 'notifier') return to.list(request, [{ Event: 'EndpointDetail' }]);
  if (request.header('Endpoint') !== '1001') {
    return to.error(request, `Unable to retrieve endpoint ${request.header('Endpoint')}\r\n`);
  }
  const { uri: URI } = stored;
  const detail = { Event: 'ContactStatusDetail', AOR: '1001', URI, ViaAddress: '192.168.1.5:5060' };
  const items = database.has(key) ? [{ ...detail, UserAgent: 'Yealink', Status: 'NonQualified' }] : [];
  to.list(request, [{ Event: 'EndpointDetail', ObjectName: '1001' }, ...items]);
};

beforeEach(async () => {
  database = new Map([[key, JSON.stringify(stored)]]);
  isStubborn = false;
  faked = await startFakedAsterisk((fake) => {
    fake.on('PJSIPShowEndpoint', showEndpoint);
    fake.on('PJSIPNotify', (request, to) => to.respond(request, { Message: 'NOTIFY sent' }));
    fake.on('DBPut', (request, to) => {
      database.set(request.header('Key'), request.header('Val'));
      to.respond(request, { Message: 'Updated database successfully' });
    });
    fake.on('DBGetTree', (request, to) => {
      const value = database.get(request.header('Key'));
      const item = { Event: 'DBGetTreeResponse', Key: `/registrar/contact/${request.header('Key')}` };
      to.list(request, value === undefined ? [] : [{ ...item, Val: value }]);
    });
    fake.on('Getvar', (request, to) => {
      to.respond(request, { Value: isStubborn ? `PJSIP/1001/sip:1001@10.0.0.1&PJSIP/1001/${uri}` : '' });
    });
  });
});

afterEach(() => faked.stop());

test('an endpoint is present or absent', async () => {
  expect(await faked.asterisk.endpointState(endpoint)).toBe('present');
  expect(await faked.asterisk.endpointState({ ...endpoint, endpoint: '9999' })).toBe('absent');
});

test('without PJSIP no endpoint has a contact, and its technology is missing', async () => {
  faked.fake.on('PJSIPShowEndpoint', (request, to) =>
    to.error(
      request,
      'Invalid/unknown command: PJSIPShowEndpoint. Use Action: ListCommands to show available commands.',
    ),
  );
  expect(await faked.asterisk.contacts(endpoint)).toEqual([]);
  expect(await faked.asterisk.endpointState(endpoint)).toBe('no-technology');
});

test('a contact has the source address of its packets, not that of its Via', async () => {
  expect(await faked.asterisk.contacts(endpoint)).toEqual([{ ...contact, userAgent: 'Yealink' }]);
});

test('an unknown endpoint has no contacts', async () => {
  expect(await faked.asterisk.contacts({ endpoint: '9999', technology: 'pjsip' })).toEqual([]);
});

test('any error but an unknown endpoint is thrown with the text of Asterisk', async () => {
  faked.fake.on('PJSIPShowEndpoint', (request, to) => to.error(request, 'Permission denied'));
  await expect(faked.asterisk.contacts(endpoint)).rejects.toThrow('Permission denied');
});

test('a registration is ended by expiring it, with no more of it than Asterisk needs', async () => {
  await faked.asterisk.endRegistration(contact);
  const [put] = faked.asked('DBPut');
  expect(put?.header('Family')).toBe('registrar/contact');
  expect(put?.header('Key')).toBe(key);
  expect(JSON.parse(put?.header('Val') ?? '')).toEqual({ endpoint: '1001', uri, expiration_time: '1' });
  expect(faked.asked('DBPut', 'Getvar').map((each) => each.action)).toEqual(['DBPut', 'Getvar']);
  expect(faked.asked('Getvar')[0]?.header('Variable')).toBe('PJSIP_DIAL_CONTACTS(1001)');
});

test('a registration is never deleted to end it, and no other one is read', async () => {
  await faked.asterisk.endRegistration(contact);
  expect(faked.asked('DBDel', 'DBDelTree')).toEqual([]);
  expect(faked.asked('DBGetTree').map((each) => each.header('Key'))).toEqual([key]);
});

test('a registration that has already ended is no error, and nothing is written', async () => {
  database.clear();
  await faked.asterisk.endRegistration(contact);
  await faked.asterisk.endRegistration({ ...contact, endpoint: '9999' });
  await faked.asterisk.endRegistration({ ...contact, uri: 'sip:1001@203.0.113.10:5060' });
  expect(faked.asked('DBPut')).toEqual([]);
});

test('a registration that ends between the read and the write is no error', async () => {
  faked.fake.on('DBGetTree', (request, to) => to.list(request, []));
  await faked.asterisk.endRegistration(contact);
  expect(faked.asked('DBPut')).toEqual([]);
});

test('a registration that Asterisk still has afterwards is an error', async () => {
  isStubborn = true;
  await expect(faked.asterisk.endRegistration(contact)).rejects.toThrow(AmiRefused);
});

test.each([
  ['control characters', 'evil\u0007\u0085\r\nAction: Command'],
  ['600 characters', 'x'.repeat(600)],
  ['10,000 characters that JSON escapes', '\u0007'.repeat(10_000)],
])('a registration whose fields have %s can be ended', async (_what, odd) => {
  const fields = { user_agent: odd, call_id: odd, via_addr: odd, path: odd, outbound_proxy: odd };
  database.set(key, JSON.stringify({ ...stored, ...fields }));
  await faked.asterisk.endRegistration(contact);
  expect(database.get(key)).toBe(JSON.stringify({ endpoint: '1001', uri, expiration_time: '1' }));
  expect(faked.asked('Command')).toEqual([]);
});

test('a registration whose stored contact is no JSON can be ended', async () => {
  database.set(key, '{"user_agent":"cut');
  await faked.asterisk.endRegistration(contact);
  expect(JSON.parse(database.get(key) ?? '')).toMatchObject({ expiration_time: '1' });
});

test.each([
  `sip:1001@203.0.113.9:41000;odd=${'é'.repeat(400)}`,
  `sip:1001@203.0.113.9;odd=${'x'.repeat(1_100)}`,
])(
  'a registration with an overlong URI can be ended, and is notified at its address (%#)',
  async (overlong) => {
    faked.fake.on('PJSIPShowEndpoint', (request, to) => {
      const detail = { Event: 'ContactStatusDetail', AOR: '1001', URI: overlong };
      to.list(request, request.header('Endpoint') === '1001' ? [detail] : [{ Event: 'EndpointDetail' }]);
    });
    faked.fake.on('DBGetTree', (request, to) =>
      to.list(request, [{ Event: 'DBGetTreeResponse', Val: '{}' }]),
    );
    faked.fake.on('DBDel', (request, to) => to.respond(request, { Message: 'Key deleted successfully' }));
    await faked.asterisk.endRegistration({ ...contact, uri: overlong });
    expect(faked.asked('DBDel').map((each) => each.header('Key'))).toEqual([
      `1001;@${createHash('md5').update(overlong).digest('hex')}`,
    ]);
    await faked.asterisk.notify({ kind: 'contact', contact: { ...contact, uri: overlong } }, 'check-sync');
    expect(faked.asked('PJSIPNotify')[0]?.header('URI')).toMatch(
      /^sip:(anonymous|1001)@203\.0\.113\.9:41000/,
    );
  },
);

test('a NOTIFY to a contact goes to its URI and never to its endpoint', async () => {
  await faked.asterisk.notify({ kind: 'contact', contact }, 'check-sync;reboot=false');
  const [request] = faked.asked('PJSIPNotify');
  expect(request?.header('URI')).toBe(uri);
  expect(request?.header('Variable')).toBe('Event=check-sync;reboot=false');
  expect(request?.headers.map(([name]) => name)).not.toContain('endpoint');
});

test.each([
  ['10.0.0.7', 5060, 'sip:anonymous@10.0.0.7:5060'],
  ['2001:db8::7', 5062, 'sip:anonymous@[2001:db8::7]:5062'],
  ['::ffff:10.0.0.7', 5060, 'sip:anonymous@10.0.0.7:5060'],
])('a NOTIFY to the address %s port %i goes to %s', async (address, port, expected) => {
  await faked.asterisk.notify({ kind: 'address', address, port }, 'check-sync');
  expect(faked.asked('PJSIPNotify')[0]?.header('URI')).toBe(expected);
});

test('a NOTIFY that Asterisk rejects fails with its text', async () => {
  faked.fake.on('PJSIPNotify', (request, to) => to.error(request, 'Invalid URI'));
  const sent = faked.asterisk.notify({ kind: 'contact', contact }, 'check-sync');
  await expect(sent).rejects.toThrow('Invalid URI');
});

test.each(['1001\r\nAction: Command', '1001)', '', '../x', `1${'0'.repeat(5_000)}`, '1001"', '\0'])(
  'the endpoint %j is refused everywhere and nothing is sent',
  async (name) => {
    const before = faked.fake.requests.length;
    const bad: Contact = { ...contact, endpoint: name };
    await expect(faked.asterisk.contacts({ ...endpoint, endpoint: name })).rejects.toThrow(AmiInjectionError);
    await expect(faked.asterisk.endRegistration(bad)).rejects.toThrow(AmiInjectionError);
    expect(faked.fake.requests).toHaveLength(before);
  },
);

test.each(['\u0080', '\u0085', '\u009f', '\r\nAction: Command', '\ud800'])(
  'a contact whose URI has %j, which no line of AMI may have, is notified at its address',
  async (odd) => {
    const odder = { ...contact, uri: `sip:1001@203.0.113.9:41000;odd="${odd}"` };
    await faked.asterisk.notify({ kind: 'contact', contact: odder }, 'check-sync');
    expect(faked.asked('PJSIPNotify').map((each) => each.header('URI'))).toEqual([
      'sip:anonymous@203.0.113.9:41000',
    ]);
    expect(faked.asked('Command')).toEqual([]);
  },
);

test('an invalid event or address is rejected and nothing is sent', async () => {
  const before = faked.fake.requests.length;
  const to = (each: Contact) => ({ kind: 'contact', contact: each }) as const;
  const { notify } = faked.asterisk;
  await expect(notify(to(contact), 'check-sync\r\nX: y')).rejects.toThrow(AmiInjectionError);
  await expect(notify(to(contact), 'check-sync,Content=x')).rejects.toThrow(AmiInjectionError);
  const nowhere = { kind: 'address', address: 'example.com', port: 5060 } as const;
  await expect(notify(nowhere, 'check-sync')).rejects.toThrow(AmiInjectionError);
  expect(faked.fake.requests).toHaveLength(before);
});

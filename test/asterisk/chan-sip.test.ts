import { AmiInjectionError, AmiRefused, ContactGone } from '../../src/asterisk/errors';
import type { Contact } from '../../src/desk/ports/asterisk';
import { type FakedAsterisk, startFakedAsterisk } from './with-fake-ami';

const peer = { endpoint: '1009', technology: 'sip' } as const;
const contact: Contact = {
  ...peer,
  uri: 'sip:1009@10.0.0.9:5060',
  address: '10.0.0.9',
  port: 5060,
  userAgent: 'Aastra 6731i',
};

let faked: FakedAsterisk;
let registeredAt: { ip: string; port: string };
let said: string;

beforeEach(async () => {
  registeredAt = { ip: '10.0.0.9', port: '5060' };
  said = "Unregistered peer '1009'";
  faked = await startFakedAsterisk((fake) => {
    fake.on('SIPshowpeer', (request, to) => {
      if (request.header('Peer') !== '1009') {
        return to.error(request, `Peer ${request.header('Peer')} not found.\r\n`);
      }
      const { ip, port } = registeredAt;
      const agent = { 'SIP-Useragent': 'Aastra 6731i', 'Reg-Contact': 'sip:1009@192.168.0.2:5060' };
      to.respond(request, { Dynamic: 'Y', 'Address-IP': ip, 'Address-Port': port, ...agent });
    });
    fake.on('SIPpeers', (request, to) =>
      to.list(request, [
        { Event: 'PeerEntry', ObjectName: '1009', IPaddress: '10.0.0.9', IPport: '5060', Dynamic: 'yes' },
        { Event: 'PeerEntry', ObjectName: '1010', IPaddress: '-none-', IPport: '0', Dynamic: 'yes' },
        { Event: 'PeerEntry', ObjectName: 'trunk', IPaddress: '10.0.0.3', IPport: '5060', Dynamic: 'no' },
      ]),
    );
    fake.on('Command', (request, to) => {
      const head = `Response: Success\r\nActionID: ${request.id}\r\nMessage: Command output follows\r\n`;
      to.write(`${head}Output: ${said}\r\nOutput: \r\n\r\n`);
    });
    fake.on('SIPnotify', (request, to) => to.respond(request, { Message: 'Notify Sent' }));
  });
});

afterEach(() => faked.stop());

test('a contact has the source address of its packets', async () => {
  expect(await faked.asterisk.contacts(peer)).toEqual([contact]);
});

test('unregistered and unknown peers have no contacts', async () => {
  registeredAt = { ip: '(null)', port: '0' };
  expect(await faked.asterisk.contacts(peer)).toEqual([]);
  expect(await faked.asterisk.contacts({ ...peer, endpoint: '9999' })).toEqual([]);
});

test('an endpoint is present or absent', async () => {
  expect(await faked.asterisk.endpointState(peer)).toBe('present');
  expect(await faked.asterisk.endpointState({ ...peer, endpoint: '9999' })).toBe('absent');
});

describe('without chan_sip, as in Asterisk 21 and later', () => {
  beforeEach(() => {
    for (const action of ['SIPshowpeer', 'SIPpeers', 'SIPnotify'])
      faked.fake.on(action, (request, to) =>
        to.error(
          request,
          `Invalid/unknown command: ${action}. Use Action: ListCommands to show available commands.`,
        ),
      );
  });

  test('no peer has a contact, and its technology is missing', async () => {
    expect(await faked.asterisk.contacts(peer)).toEqual([]);
    expect(await faked.asterisk.endpointState(peer)).toBe('no-technology');
  });

  test('ending a registration has nothing to end', async () => {
    await expect(faked.asterisk.endRegistration(contact)).resolves.toBeUndefined();
    expect(faked.asked('Command')).toEqual([]);
  });
});

test.each([
  [
    'an action',
    'Invalid/unknown command: SIPnotify. Use Action: ListCommands to show available commands.',
    true,
  ],
  ['anything else', 'Permission denied', false],
])('a refusal is final when Asterisk does not know %s', async (_, message, isFinal) => {
  faked.fake.on('SIPnotify', (request, to) => to.error(request, message));
  const sent = faked.asterisk.notify({ kind: 'contact', contact }, 'check-sync');
  await expect(sent).rejects.toMatchObject({ isFinal });
});

test('all contacts are those of registered dynamic peers', async () => {
  expect(await faked.asterisk.allContacts()).toEqual([{ ...contact, userAgent: '' }]);
});

test('a registration is ended with the console command', async () => {
  await faked.asterisk.endRegistration(contact);
  expect(faked.asked('Command').map((each) => each.header('Command'))).toEqual(['sip unregister 1009']);
});

test('a registration that has ended or belongs to another phone is not touched', async () => {
  registeredAt = { ip: '10.0.0.10', port: '5060' };
  await faked.asterisk.endRegistration(contact);
  registeredAt = { ip: '(null)', port: '0' };
  await faked.asterisk.endRegistration(contact);
  expect(faked.asked('Command')).toEqual([]);
});

test('a registration that ends at that moment is no error', async () => {
  said = 'Peer 1009 not registered';
  await expect(faked.asterisk.endRegistration(contact)).resolves.toBeUndefined();
});

test('any other answer of the console is an error', async () => {
  said = "No such command 'sip unregister 1009'";
  const ended = faked.asterisk.endRegistration(contact);
  await expect(ended).rejects.toThrow(AmiRefused);
  await expect(ended).rejects.toMatchObject({ isFinal: true });
});

test('a NOTIFY goes to the peer', async () => {
  await faked.asterisk.notify({ kind: 'contact', contact }, 'check-sync;reboot=false');
  const [request] = faked.asked('SIPnotify');
  expect(request?.header('Channel')).toBe('1009');
  expect(request?.header('Variable')).toBe('Event=check-sync;reboot=false');
});

test('a NOTIFY is not sent to another phone that took over the peer', async () => {
  registeredAt = { ip: '10.0.0.10', port: '5060' };
  const sent = faked.asterisk.notify({ kind: 'contact', contact }, 'check-sync');
  await expect(sent).rejects.toThrow(ContactGone);
  expect(faked.asked('SIPnotify')).toEqual([]);
});

test.each(['1009\nAction: Ping', '1009 reload', '', '1009;core stop now'])(
  'the peer %j is refused everywhere and nothing is sent',
  async (name) => {
    const before = faked.fake.requests.length;
    const bad = { ...contact, endpoint: name };
    await expect(faked.asterisk.contacts(bad)).rejects.toThrow(AmiInjectionError);
    await expect(faked.asterisk.endRegistration(bad)).rejects.toThrow(AmiInjectionError);
    const sent = faked.asterisk.notify({ kind: 'contact', contact: bad }, 'check-sync');
    await expect(sent).rejects.toThrow(AmiInjectionError);
    expect(faked.fake.requests).toHaveLength(before);
  },
);

import { createPjsip } from '../../src/asterisk/pjsip';
import { until } from '../lab/until';
import { ConnectionBench } from './connection-bench';
import { messageText } from './fake-ami';

/** A program that takes the AMI port while Asterisk is down, or stands on the way to it. */

/** A busy machine is no failure. */
jest.setTimeout(60_000);

let bench: ConnectionBench;

beforeEach(async () => {
  bench = new ConnectionBench();
  await bench.connect();
});

afterEach(() => bench.stop());

/** Names that mean something to Node's emitters, to asterisk-manager, or to every object. */
const NAMES = [
  ...['rawevent', 'error', 'close', 'connect', 'end', 'data', 'newListener', 'removeListener'],
  ...['response', 'managerevent', 'asterisk', 'userevent-x', '__proto__', 'constructor', 'toString'],
];

test.each(NAMES)('a response to the action "%s" ends nothing', async (name) => {
  bench.peer.write(messageText({ Response: 'Success', ActionID: name }));
  bench.peer.write(messageText({ Response: 'Error', ActionID: name, Message: 'x' }));
  await bench.ami.action({ action: 'Ping' });
  expect(bench.fake.peers).toHaveLength(1);
});

test.each(NAMES)('an event "%s" arrives as any other event, once', async (name) => {
  const heard: string[] = [];
  bench.ami.onEvent((event) => heard.push(String(event.get('event'))));
  bench.peer.write(messageText({ Event: name, [name]: 'x' }));
  await bench.ami.action({ action: 'Ping' });
  expect(heard).toEqual([name]);
  expect(bench.fake.peers).toHaveLength(1);
});

test('a response of the old kind, which has no end, does not swallow what follows', async () => {
  bench.peer.write('Response: Follows\r\nPrivilege: Command\r\nx\r\n\r\n');
  await bench.ami.action({ action: 'Ping' });
  expect(bench.ami.status().connected).toBe(true);
});

test.each([
  ['a line of more than 512 kB', 'a'.repeat(30_000_000)],
  ['a message of more than 1 MB', 'Key: value\r\n'.repeat(900_000)],
  ['a message of more than 1 MB', '\r\na\r\n'.repeat(10).concat('a\n'.repeat(900_000))],
])('%s closes the connection, with a line in the log', async (what, bytes) => {
  const { peer } = bench;
  peer.write(bytes);
  await until('it is closed', () => peer.isClosed);
  await until('it is connected again', () => bench.fake.peers.length === 2 && bench.ami.status().connected);
  expect(bench.log.lines('warn').filter((line) => line.includes(what))).toHaveLength(1);
});

const LONG = `${'x'.repeat(60_000)}\r\n`;

test('a list that is too large closes the connection, with a line in the log', async () => {
  bench.fake.on('CoreShowChannels', (request, to) => {
    const item = `Event: CoreShowChannel\r\nActionID: ${request.id}\r\n${`X: ${LONG}`.repeat(15)}\r\n`;
    to.respond(request, { EventList: 'start' });
    for (let sent = 0; sent < 120; sent += 1) to.write(item);
    to.write(messageText({ Event: 'CoreShowChannelsComplete', ActionID: request.id, EventList: 'Complete' }));
  });
  await expect(bench.ami.list({ action: 'CoreShowChannels' })).rejects.toThrow(
    'connection to Asterisk was lost',
  );
  await until('it is connected again', () => bench.fake.peers.length === 2 && bench.ami.status().connected);
  expect(bench.log.lines('warn').filter((line) => line.includes('a list of more than 160 MB'))).toHaveLength(
    1,
  );
});

test('a list of 100,000 contacts is read, whatever else is in it', async () => {
  bench.fake.on('PJSIPShowContacts', (request, to) => {
    to.respond(request, { EventList: 'start' });
    for (let part = 0; part < 100; part += 1) {
      const items = Array.from({ length: 1_000 }, (_, at) => contactItem(request.id, part * 1_000 + at));
      to.write(items.join(''));
    }
    to.write(messageText({ Event: 'ContactListComplete', ActionID: request.id, EventList: 'Complete' }));
  });
  expect(await createPjsip(bench.ami, async () => undefined).allContacts()).toHaveLength(100_000);
  // A busy machine is no failure.
}, 60_000);

/** An item as Asterisk 22 writes it. */
function contactItem(id: string, number: number): string {
  const address = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
  return messageText({
    Event: 'ContactList',
    ActionID: id,
    ObjectType: 'contact',
    ObjectName: `${number};@0123456789abcdef0123456789abcdef`,
    ViaPort: '50600',
    QualifyTimeout: '3.000000',
    CallId: '0123456789abcdef0123456789abcdef@10.0.0.1',
    RegServer: 'pbx.example.com',
    PruneOnBoot: 'no',
    Path: '',
    Endpoint: String(number),
    ViaAddr: address,
    AuthenticateQualify: 'no',
    Uri: `sip:${number}@${address}:50600;transport=TLS;x-ast-orig-host=192.168.100.100:50600`,
    QualifyFrequency: '60',
    UserAgent: 'Yealink SIP-T46S 66.86.0.15 805ec0000001',
    ExpirationTime: '1795973321',
    OutboundProxy: '',
    Status: 'Reachable',
    RoundtripUsec: '12345',
  });
}

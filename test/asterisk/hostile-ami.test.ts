import { until } from '../lab/until';
import { ConnectionBench } from './connection-bench';
import { messageText } from './fake-ami';

/** A program that takes the AMI port while Asterisk is down, or stands on the way to it. */

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
  ['a line of more than 64 kB', 'a'.repeat(30_000_000)],
  ['a message of more than 1 MB', 'Key: value\r\n'.repeat(900_000)],
  ['a message of more than 1 MB', '\r\na\r\n'.repeat(10).concat('a\n'.repeat(900_000))],
])('%s closes the connection, with a line in the log', async (what, bytes) => {
  const { peer } = bench;
  peer.write(bytes);
  await until('it is closed', () => peer.isClosed);
  await until('it is connected again', () => bench.fake.peers.length === 2 && bench.ami.status().connected);
  expect(bench.log.lines('warn').filter((line) => line.includes(what))).toHaveLength(1);
});

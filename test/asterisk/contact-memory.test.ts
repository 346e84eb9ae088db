import { type ContactEvents, watchContacts } from '../../src/asterisk/contact-events';
import type { AmiMessage } from '../../src/asterisk/message';
import { createAmiReader } from '../../src/asterisk/reader';
import type { Contact } from '../../src/desk/ports/asterisk';
import { SILENT } from '../test-app';
import { heapInUse } from '../trust/heap';

/** A busy machine is no failure. */
jest.setTimeout(60_000);

let publish: (event: AmiMessage) => void;
let connect: () => Promise<void>;
let present: readonly Contact[];
let readAll: () => Promise<readonly Contact[]>;
let watched: ContactEvents;
let changes: number;

beforeEach(() => {
  [present, changes] = [[], 0];
  readAll = async () => present;
  const ami = {
    onEvent: (listener: typeof publish) => {
      publish = listener;
      return () => undefined;
    },
    onConnected: (listener: typeof connect) => {
      connect = listener;
      return () => undefined;
    },
  };
  watched = watchContacts(ami, () => readAll(), SILENT);
  watched.onContact(() => {
    changes += 1;
  });
});

const uriOf = (number: number) => `sip:1001@192.0.2.1:5060;x-ast-orig-host=10.0.0.1:${number}`;

const status = (uri: string, contactstatus: string): AmiMessage =>
  new Map(
    Object.entries({ event: 'ContactStatus', endpointname: '1001', uri, contactstatus }).map(
      ([name, value]) => [name, [value]],
    ),
  );

/** Publishes events for these contacts. Returns by how many bytes the heap has grown. */
function growthBy(from: number, to: number, ...statuses: string[]): number {
  const before = heapInUse();
  for (let number = from; number < to; number += 1)
    for (const each of statuses) publish(status(uriOf(number), each));
  return heapInUse() - before;
}

test('contacts that came and went leave nothing in memory', async () => {
  await connect();
  expect(growthBy(0, 50_000, 'Created', 'Removed')).toBeLessThan(1_000_000);
  expect(changes).toBe(100_000);
});

test('there is a limit to the contacts that are remembered', async () => {
  await connect();
  growthBy(0, 100_000, 'Created');
  expect(growthBy(100_000, 200_000, 'Created')).toBeLessThan(5_000_000);
  expect(changes).toBe(200_000);
});

test('of an event only the contact is remembered', async () => {
  await connect();
  const reader = createAmiReader((event) => publish(event));
  const before = heapInUse();
  for (let number = 0; number < 1_000; number += 1) {
    const lines = ['Event: ContactStatus', 'EndpointName: 1001', `URI: ${uriOf(number)}`];
    reader.take(
      Buffer.from([...lines, 'ContactStatus: Created', `X: ${'x'.repeat(50_000)}`, '', ''].join('\r\n')),
    );
  }
  expect(changes).toBe(1_000);
  expect(heapInUse() - before).toBeLessThan(5_000_000);
});

test('a contact with a URI that is longer than any of Asterisk is ignored', async () => {
  await connect();
  publish(status(`sip:${'1'.repeat(600)}@192.0.2.1`, 'Created'));
  expect(changes).toBe(0);
});

test('two lists that are read at once both know what changed meanwhile', async () => {
  const uri = uriOf(1);
  const listed = {
    endpoint: '1001',
    technology: 'pjsip',
    uri,
    address: '',
    port: 5060,
    userAgent: '',
  } as const;
  const ends: ((contacts: readonly Contact[]) => void)[] = [];
  readAll = () => new Promise((resolve) => ends.push(resolve));
  const reads = [connect(), connect()];
  publish(status(uri, 'Removed'));
  for (const end of ends) end([listed]);
  await Promise.all(reads);
  expect(changes).toBe(1);
});

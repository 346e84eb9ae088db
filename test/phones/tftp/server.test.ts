import { randomBytes } from 'node:crypto';
import { openTftpServer, type TftpAnswer, type TftpServer } from '../../../src/phones/tftp/server';
import { eventually, SILENT } from '../../test-app';
import {
  ack,
  agreed,
  createTftpClient,
  failure,
  readRequest,
  type TftpClient,
  takeFile,
  writeRequest,
} from './client';

/** Short waits, so that a test of many does not take long; nothing here depends on how long they are. */
const TRANSFER_TIMEOUTS = { waitMs: 20, sends: 4, firstSends: 2 };
/** So long that nothing is sent twice while a test runs. */
const NO_REPEATS = { waitMs: 60_000, sends: 4, firstSends: 2 };

const FILES: Readonly<Record<string, Buffer>> = {
  empty: Buffer.alloc(0),
  short: Buffer.from('<device/>\n'),
  full: randomBytes(1_024),
  long: randomBytes(5_000),
  text: Buffer.from('a\nb\r\nc\rd'),
};

let server: TftpServer;
let client: TftpClient;
let arrived: string[];
let asked: [string, string][];

async function open(timeouts = NO_REPEATS): Promise<void> {
  arrived = [];
  asked = [];
  const answer = async (file: string, source: string): Promise<TftpAnswer> => {
    asked.push([file, source]);
    if (file === 'broken') throw new Error('no database');
    if (file === 'forbidden' || file === 'ignored') return { kind: file };
    const bytes = FILES[file];
    return bytes ? { kind: 'file', bytes, recordSent: () => arrived.push(file) } : { kind: 'not-found' };
  };
  server = await openTftpServer({ bind: '127.0.0.1', port: 0, answer, log: SILENT, timeouts });
  client = await createTftpClient(server.port);
}

afterEach(async () => {
  await client.close();
  await server.stop();
});

describe('a file', () => {
  beforeEach(() => open());

  test.each(['empty', 'short', 'full', 'long'])('%s arrives whole and is recorded once', async (name) => {
    expect(await takeFile(client, readRequest(name))).toEqual(FILES[name]);
    await eventually(() => arrived.length > 0);
    expect(arrived).toEqual([name]);
    expect(asked).toEqual([[name, '127.0.0.1']]);
  });

  test('is recorded only with the last acknowledgement', async () => {
    client.ask(readRequest('full'));
    for (const block of [1, 2, 3]) {
      const packet = await client.next();
      expect([packet.number, packet.bytes.length]).toEqual([block, block === 3 ? 0 : 512]);
      expect(arrived).toEqual([]);
      client.say(packet.port, ack(block));
    }
    await eventually(() => arrived.length > 0);
  });

  test('in transfer still arrives whole when the server drains, and no other transfer begins', async () => {
    client.ask(readRequest('full'));
    let packet = await client.next();
    const drained = server.drain();
    const late = await createTftpClient(server.port);
    late.ask(readRequest('short'));
    for (const block of [1, 2, 3]) {
      expect([packet.kind, packet.number]).toEqual(['data', block]);
      client.say(packet.port, ack(block));
      if (block < 3) packet = await client.next();
    }
    await drained;
    expect([arrived, asked]).toEqual([['full'], [['full', '127.0.0.1']]]);
    await late.close();
  });

  test('whose client is silent is cut', async () => {
    client.ask(readRequest('full'));
    await client.next();
    const drained = server.drain();
    server.cut();
    await drained;
    expect(arrived).toEqual([]);
  });

  test('is sent in larger blocks, with its size, when the client requests it', async () => {
    const request = readRequest(
      'long',
      'octet',
      'BLKSIZE',
      '1024',
      'tsize',
      '0',
      'timeout',
      '3',
      'windowsize',
      '9',
    );
    client.ask(request);
    const options = await client.next();
    expect(options.kind).toBe('options');
    expect(agreed(options)).toEqual([
      ['blksize', '1024'],
      ['tsize', '5000'],
      ['timeout', '3'],
    ]);
    client.say(options.port, ack(0));
    const sizes: number[] = [];
    for (let block = 1; block <= 5; block += 1) {
      const packet = await client.next();
      expect([packet.kind, packet.number]).toEqual(['data', block]);
      sizes.push(packet.bytes.length);
      client.say(packet.port, ack(block));
    }
    expect(sizes).toEqual([1_024, 1_024, 1_024, 1_024, 904]);
    await eventually(() => arrived.length > 0);
  });

  test('is never sent in blocks that a network would fragment', async () => {
    client.ask(readRequest('long', 'octet', 'blksize', '65464'));
    expect(agreed(await client.next())).toEqual([['blksize', '1428']]);
  });

  test.each([
    ['blksize', '8'],
    ['blksize', '511'],
    ['blksize', '-1'],
    ['blksize', 'many'],
    ['blksize', ''],
    ['timeout', '0'],
    ['timeout', '255'],
    ['tsize', 'x'],
    ['multicast', ''],
  ])('comes as if %s %j had not been asked for', async (name, value) => {
    client.ask(readRequest('short', 'octet', name, value));
    expect(await client.next()).toMatchObject({ kind: 'data', number: 1, bytes: FILES.short });
  });

  test('is sent as netascii on request', async () => {
    expect((await takeFile(client, readRequest('text', 'NetASCII'))).toString()).toBe('a\r\nb\r\nc\r\0d');
  });
});

describe('what is refused', () => {
  beforeEach(() => open());

  test.each([
    ['a file that is not there', readRequest('missing'), 1, 'no such file'],
    ['a file that is not for TFTP', readRequest('forbidden'), 2, 'not available by TFTP'],
    ['writing', writeRequest('short'), 2, 'this server is read-only'],
    ['the mode mail', readRequest('short', 'mail'), 4, 'unknown mode; use octet or netascii'],
    ['a request without an end', Buffer.from('\0\u0001short\0octet'), 4, 'malformed request'],
    ['a request without a mode', Buffer.from('\0\u0001short\0'), 4, 'malformed request'],
    ['a request without a name', readRequest(''), 4, 'malformed request'],
    ['a request that is too long', readRequest('x'.repeat(600)), 4, 'malformed request'],
    ['a file that cannot be made now', readRequest('broken'), 0, 'try again later'],
  ])('%s', async (_, packet, code, words) => {
    client.ask(packet);
    expect(await client.next()).toMatchObject({
      kind: 'error',
      number: code,
      bytes: Buffer.from(`${words}\0`),
    });
  });

  test.each([
    ['a block of data', Buffer.from([0, 3, 0, 1, 120])],
    ['an acknowledgement of nothing', ack(1)],
    ['an error', failure(0)],
    ['ignored', Buffer.alloc(0)],
    ['half a packet', Buffer.from([0, 1, 0])],
    ['another kind of packet', Buffer.from([9, 9, 9, 9])],
    ['somebody who is to hear nothing', readRequest('ignored')],
  ])('%s is answered by nothing', async (_, packet) => {
    client.ask(packet);
    client.ask(readRequest('short'));
    expect(await client.next()).toMatchObject({ kind: 'data', bytes: FILES.short });
  });
});

describe('a network that loses packets, or sends them twice', () => {
  test('a block that is not acknowledged comes again, the same', async () => {
    await open(TRANSFER_TIMEOUTS);
    client.ask(readRequest('long'));
    const [first, again] = [await client.next(), await client.next()];
    expect(again).toEqual(first);
    client.say(first.port, ack(1));
    let next = await client.next();
    while (next.number === 1) next = await client.next();
    expect(next.number).toBe(2);
  });

  test('options that are not acknowledged come again', async () => {
    await open(TRANSFER_TIMEOUTS);
    client.ask(readRequest('long', 'octet', 'blksize', '1024'));
    expect((await client.next()).kind).toBe('options');
    expect((await client.next()).kind).toBe('options');
  });

  test('a client that is gone is given up after a few packets, and nothing is recorded', async () => {
    await open(TRANSFER_TIMEOUTS);
    client.ask(readRequest('short'));
    for (let sent = 0; sent < TRANSFER_TIMEOUTS.firstSends; sent += 1)
      expect((await client.next()).number).toBe(1);
    // Its place is free again: the same port is served again.
    await eventually(() => {
      client.ask(readRequest('full'));
      return asked.length > 1;
    });
    expect(arrived).toEqual([]);
  });

  test('an acknowledgement that arrives three times triggers one block (no sorcerer’s apprentice)', async () => {
    await open();
    client.ask(readRequest('long'));
    const { port } = await client.next();
    for (let times = 0; times < 3; times += 1) client.say(port, ack(1));
    expect((await client.next()).number).toBe(2);
    for (let times = 0; times < 3; times += 1) client.say(port, ack(1));
    client.say(port, ack(2));
    expect((await client.next()).number).toBe(3);
    expect(client.waiting()).toBe(0);
  });

  test('an acknowledgement of an unsent block is ignored', async () => {
    await open();
    client.ask(readRequest('long'));
    const { port } = await client.next();
    for (const block of [0, 2, 9, 65_535]) client.say(port, ack(block));
    client.say(port, ack(1));
    expect((await client.next()).number).toBe(2);
  });

  test('a repeated request is served once', async () => {
    await open();
    client.ask(readRequest('full'));
    client.ask(readRequest('full'));
    const { port } = await client.next();
    client.say(port, ack(1));
    expect(await client.next()).toMatchObject({ number: 2, port });
    expect(asked).toHaveLength(1);
  });
});

describe('others', () => {
  beforeEach(() => open());

  test('another client at the port of a transfer gets an error and does not affect it', async () => {
    client.ask(readRequest('full'));
    const { port } = await client.next();
    const stranger = await createTftpClient(server.port);
    stranger.say(port, failure(0));
    stranger.say(port, ack(1));
    expect(await stranger.next()).toMatchObject({ kind: 'error', number: 5 });
    await stranger.close();
    client.say(port, ack(1));
    expect((await client.next()).number).toBe(2);
  });

  test('each transfer has its own port', async () => {
    const other = await createTftpClient(server.port);
    client.ask(readRequest('short'));
    other.ask(readRequest('short'));
    const ports = [(await client.next()).port, (await other.next()).port, server.port];
    await other.close();
    expect(new Set(ports).size).toBe(3);
  });

  test('a client that aborts gets no more packets, and nothing is recorded', async () => {
    client.ask(readRequest('long'));
    const { port } = await client.next();
    client.say(port, failure(3));
    await eventually(() => {
      client.ask(readRequest('short'));
      return client.waiting() > 0;
    });
    expect((await client.next()).bytes).toEqual(FILES.short);
    expect(arrived).toEqual([]);
  });

  test('the number of transfers per address is limited', async () => {
    const many = await Promise.all(Array.from({ length: 9 }, () => createTftpClient(server.port)));
    for (const each of many) each.ask(readRequest('long'));
    await eventually(() => asked.length >= 8);
    client.ask(writeRequest('x'));
    await client.next();
    expect(asked).toHaveLength(8);
    const elsewhere = await createTftpClient(server.port, '127.0.0.9');
    elsewhere.ask(readRequest('short'));
    expect((await elsewhere.next()).bytes).toEqual(FILES.short);
    await Promise.all([...many, elsewhere].map((each) => each.close()));
  });

  test('that never acknowledge anything take no file from a phone', async () => {
    await server.stop();
    await client.close();
    await open({ ...NO_REPEATS, waitMs: 1_000 });
    const sources = Array.from({ length: 8 }, (_, at) => `127.0.0.${at + 10}`);
    const forged = await Promise.all(
      sources.flatMap((source) => Array.from({ length: 32 }, () => createTftpClient(server.port, source))),
    );
    for (const each of forged) each.ask(readRequest('short', 'octet', 'timeout', '10'));
    const before = Date.now();
    const phone = await createTftpClient(server.port, '127.0.0.9');
    // As phones do: the request is repeated until an answer comes.
    const repeat = setInterval(() => phone.ask(readRequest('short')), 200);
    const { bytes } = await phone.next();
    clearInterval(repeat);
    expect(bytes).toEqual(FILES.short);
    // On the limits before, after 50 seconds.
    expect(Date.now() - before).toBeLessThan(25_000);
    await Promise.all([...forged, phone].map((each) => each.close()));
  });

  test('a port in use is an error that says so', async () => {
    const again = openTftpServer({
      bind: '127.0.0.1',
      port: server.port,
      answer: async () => ({ kind: 'ignored' }),
      log: SILENT,
    });
    await expect(again).rejects.toThrow('EADDRINUSE');
  });
});

import { randomBytes } from 'node:crypto';
import { AmiDisconnected, AmiTimeout } from '../../src/asterisk/errors';
import { type AmiMessage, amiHeader } from '../../src/asterisk/message';
import { until } from '../lab/until';
import { ConnectionBench } from './connection-bench';

let bench: ConnectionBench;

beforeEach(() => {
  bench = new ConnectionBench();
});

afterEach(() => bench.stop());

describe('a lost connection', () => {
  test('rejects all pending actions, and reconnects', async () => {
    await bench.connect();
    bench.fake.on('Getvar', () => undefined);
    const notified = jest.fn(async () => undefined);
    bench.ami.onConnected(notified);
    const asked = [1, 2, 3].map(() => bench.ami.action({ action: 'Getvar' }));
    const outcome = Promise.allSettled(asked);
    await until(
      'they have arrived',
      () => bench.fake.requests.filter((each) => each.action === 'Getvar').length === 3,
    );
    bench.peer.cut();
    for (const each of await outcome) {
      expect(each).toMatchObject({ status: 'rejected', reason: expect.any(AmiDisconnected) });
    }
    await until('it is back', () => notified.mock.calls.length === 1);
    await expect(bench.ami.action({ action: 'Ping' })).resolves.toBeDefined();
    expect(bench.log.lines('warn')).toHaveLength(1);
  });

  test('discards a partial message', async () => {
    await bench.connect();
    const events: AmiMessage[] = [];
    bench.ami.onEvent((event) => events.push(event));
    bench.peer.write('Event: Half\r\nChannel: PJSIP/1');
    bench.peer.cut();
    await until('it is back', () => bench.fake.peers.length === 2 && bench.ami.status().connected);
    bench.peer.event({ Event: 'Whole' });
    await until('an event comes', () => events.length > 0);
    expect(events.map((event) => amiHeader(event, 'Event'))).toEqual(['Whole']);
  });

  test('is detected when the peer goes silent', async () => {
    await bench.connect({}, { action: 40, pingEvery: 20 });
    const first = bench.peer;
    first.freeze();
    await until(
      'it has disconnected',
      () => bench.fake.peers.length === 2 && bench.ami.status().connected,
      10_000,
    );
    expect(bench.log.lines('warn')[0]).toContain('stopped answering');
    await expect(bench.ami.action({ action: 'Ping' })).resolves.toBeDefined();
  });

  test('is not assumed for one slow answer', async () => {
    await bench.connect({}, { action: 40, pingEvery: 20 });
    let pings = 0;
    bench.fake.on('Ping', (request, to) => {
      // Every second one is lost.
      if (++pings % 2 === 0) to.respond(request, { Ping: 'Pong' });
    });
    await until('many pings have passed', () => pings > 8);
    expect(bench.fake.peers).toHaveLength(1);
  });

  test('is reopened when Asterisk starts again on the same port', async () => {
    await bench.connect();
    const { port } = bench.fake;
    await bench.fake.stop();
    await until('it is noticed', () => !bench.ami.status().connected);
    await until(
      'an attempt has failed',
      () => bench.ami.status().trouble?.message.includes('ECONNREFUSED') ?? false,
    );
    await bench.startFake({ port });
    await bench.connected();
    expect(bench.ami.status().trouble).toBeNull();
  });

  test('is reopened soon after it worked, however long the previous connect took', async () => {
    await bench.startFake();
    const { port } = bench.fake;
    await bench.fake.stop();
    let part = 0;
    // While the part is 0 there is no wait, but the span that it is taken from grows to months.
    const random = () => part;
    const times = { reconnectFirst: 1, reconnectMost: 1e10 };
    bench.startConnection(times, bench.fake.account, { random });
    await until('it has failed often', () => bench.log.lines('debug').length > 40);
    await bench.startFake({ port });
    await bench.connected();
    part = 0.001;
    bench.peer.cut();
    await until('it is back', () => bench.fake.peers.length === 2 && bench.ami.status().connected);
  });

  test('repeats the reading of the state, and retries it when it fails', async () => {
    await bench.connect();
    const read = jest.fn(async () => {
      if (read.mock.calls.length < 3) throw new AmiTimeout('slow');
    });
    bench.ami.onConnected(read);
    bench.peer.cut();
    await until('it has worked', () => read.mock.calls.length === 3);
    expect(bench.log.lines('warn').filter((line) => line.includes('slow'))).toHaveLength(2);
  });
});

describe('without an Asterisk', () => {
  test('start returns at once, actions are rejected at once, and it is logged once', async () => {
    await bench.startFake();
    await bench.fake.stop();
    bench.startConnection();
    await expect(bench.ami.action({ action: 'Ping' })).rejects.toThrow(AmiDisconnected);
    await until('several attempts have failed', () => bench.log.lines('debug').length > 2);
    expect(bench.log.lines('warn')).toHaveLength(1);
    expect(bench.ami.status()).toMatchObject({ connected: false, trouble: { kind: 'unreachable' } });
  });

  test('a wrong secret is reported without the secret, and attempts continue', async () => {
    await bench.startFake();
    const secret = randomBytes(8).toString('hex');
    bench.startConnection({}, { ...bench.fake.account, secret });
    await until('it has tried again', () => bench.fake.requests.length > 2);
    expect(bench.ami.status().trouble?.kind).toBe('login-refused');
    expect(bench.log.lines('error')).toHaveLength(1);
    expect(bench.log.lines('error')[0]).toContain('AMI user hotdesk');
    expect(bench.log.all()).not.toContain(secret);
  });

  test('a server that accepts and sends nothing does not block it', async () => {
    await bench.startFake();
    bench.fake.on('Login', () => undefined);
    bench.startConnection({ login: 50 });
    await until('it has tried again', () => bench.fake.requests.length > 1);
    expect(bench.ami.status().trouble?.message).toContain('no answer to the login');
  });

  test('stop ends it during a login, during a pause, and while connected', async () => {
    await bench.startFake();
    bench.fake.on('Login', () => undefined);
    bench.startConnection();
    await until('it logs in', () => bench.fake.requests.length === 1);
    await bench.ami.stop();

    bench.startConnection(
      { reconnectFirst: 60_000, reconnectMost: 60_000 },
      { ...bench.fake.account, port: 1 },
    );
    await until('an attempt has failed', () => bench.ami.status().trouble !== null);
    await bench.ami.stop();

    await bench.connect();
    await bench.ami.stop();
    await until('the server sees it', () => bench.peer.isClosed);
    expect(bench.ami.status().connected).toBe(false);
    await expect(bench.ami.action({ action: 'Ping' })).rejects.toThrow(AmiDisconnected);
  });

  test('an abort signal ends it like stop', async () => {
    await bench.startFake();
    const abort = new AbortController();
    bench.startConnection({}, bench.fake.account, { signal: abort.signal });
    await bench.connected();
    abort.abort();
    await bench.ami.stop();
    await until('the server sees it', () => bench.peer.isClosed);
  });
});

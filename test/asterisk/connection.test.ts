import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type AmiConnection, createAmiConnection } from '../../src/asterisk/connection';
import {
  AmiDisconnected,
  AmiInjectionError,
  AmiListIncomplete,
  AmiRefused,
  AmiTimeout,
} from '../../src/asterisk/errors';
import type { AmiTimes } from '../../src/asterisk/life';
import { type AmiMessage, field, fields } from '../../src/asterisk/message';
import { until } from '../lab/until';
import { type FakeAmi, type FakeAmiOptions, messageText, startFakeAmi } from './fake-ami';
import { type RecordingLog, recordingLog } from './recording-log';

let fake: FakeAmi;
let ami: AmiConnection;
let log: RecordingLog;
let ends: (() => Promise<void>)[] = [];

beforeEach(() => {
  log = recordingLog();
});

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function startFake(options?: FakeAmiOptions): Promise<void> {
  fake = await startFakeAmi(options);
  const started = fake;
  ends.push(() => started.stop());
}

function startConnection(times: Partial<AmiTimes> = {}, account = fake.account): void {
  ami = createAmiConnection({
    ...account,
    log,
    times: { reconnectFirst: 20, reconnectMost: 50, ...times },
  });
  const started = ami;
  ends.push(() => started.stop());
  ami.start(new AbortController().signal);
}

async function connected(options?: FakeAmiOptions, times?: Partial<AmiTimes>): Promise<void> {
  await startFake(options);
  startConnection(times);
  await untilConnected();
}

const untilConnected = () => until('the connection is there', () => ami.status().connected, 10_000);
const peer = () => {
  const last = fake.peers.at(-1);
  if (!last) throw new Error('nobody has logged in');
  return last;
};

describe('a connection', () => {
  test('logs in, asks for system events only, and tells when Asterisk is fully booted', async () => {
    await startFake();
    startConnection();
    const told = jest.fn(async () => undefined);
    ami.onConnected(told);
    await untilConnected();
    expect(told).toHaveBeenCalledTimes(1);
    expect(fake.requests.map((each) => each.action)).toEqual(['login', 'Events']);
    expect(fake.requests[1]?.header('EventMask')).toBe('system');
    expect(log.lines('warn')).toEqual([]);
    expect(log.lines('error')).toEqual([]);
  });

  test('is not there before Asterisk is fully booted', async () => {
    await startFake({ booted: false });
    startConnection();
    await until('the events are asked for', () => fake.requests.length === 2);
    expect(ami.status().connected).toBe(false);
    await expect(ami.action({ action: 'Ping' })).rejects.toThrow(AmiDisconnected);
    peer().event({ Event: 'FullyBooted' });
    await untilConnected();
    expect(ami.status().hearsSystemEvents).toBe(true);
  });

  test('serves without FullyBooted after a while, says which privilege lacks, and looks again when it comes', async () => {
    await startFake({ booted: false });
    startConnection({ boot: 50 });
    const told = jest.fn(async () => undefined);
    ami.onConnected(told);
    await untilConnected();
    expect(ami.status().hearsSystemEvents).toBe(false);
    expect(log.lines('error')[0]).toContain('read = system');
    peer().event({ Event: 'FullyBooted' });
    await until('it looks again', () => told.mock.calls.length === 2);
    expect(ami.status().hearsSystemEvents).toBe(true);
  });

  test('gives every answer to the action that asked, in any order, with many under way', async () => {
    await connected();
    const held: (() => void)[] = [];
    fake.on('Getvar', (request, to) => {
      held.push(() => to.respond(request, { Value: `value of ${request.header('Variable')}` }));
    });
    const asked = Array.from({ length: 500 }, (_, index) =>
      ami.action({ action: 'Getvar', headers: { Variable: `v${index}` } }),
    );
    await until('all have arrived', () => held.length === 500);
    for (const answer of held.reverse()) answer();
    const values = (await Promise.all(asked)).map((answer) => field(answer, 'Value'));
    expect(values).toEqual(Array.from({ length: 500 }, (_, index) => `value of v${index}`));
    const ids = fake.requests.map((request) => request.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(1).every((id) => /^hd-[0-9a-f]{8}-\d+$/.test(id))).toBe(true);
  });

  test('reads messages that arrive byte by byte', async () => {
    await connected({ byteByByte: true });
    const events: AmiMessage[] = [];
    ami.onEvent((event) => events.push(event));
    fake.on('PJSIPShowContacts', (request, to) =>
      to.list(request, [{ Event: 'ContactList', UserAgent: 'Ünï: Phone: 1' }, { Event: 'ContactList' }]),
    );
    peer().event({ Event: 'ContactStatus', URI: 'sip:ä@10.0.0.7' });
    const items = await ami.list({ action: 'PJSIPShowContacts' });
    expect(items.map((item) => field(item, 'UserAgent'))).toEqual(['Ünï: Phone: 1', '']);
    expect(events.map((event) => field(event, 'URI'))).toEqual(['sip:ä@10.0.0.7']);
  });

  test('sends each action as exactly one message, whatever its values', async () => {
    await connected();
    fake.on('DBPut', (request, to) => to.respond(request, {}));
    const value = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));
    await fc.assert(
      fc.asyncProperty(value, value, async (key, val) => {
        const before = fake.requests.length;
        await ami.action({ action: 'DBPut', headers: { Key: key, Val: val } });
        const sent = fake.requests.slice(before);
        expect(sent.map((each) => [each.action, each.header('Key'), each.header('Val')])).toEqual([
          ['DBPut', key, val],
        ]);
        expect(sent[0]?.headers).toHaveLength(4);
      }),
    );
  });

  test('sends nothing at all when a value holds CR, LF or NUL', async () => {
    await connected();
    const before = fake.requests.length;
    for (const value of ['1\r\nAction: Command\r\nCommand: core stop now', 'a\nb', 'a\rb', 'a\0b']) {
      await expect(ami.action({ action: 'DBPut', headers: { Val: value } })).rejects.toThrow(
        AmiInjectionError,
      );
    }
    await ami.action({ action: 'Ping' });
    expect(fake.requests.slice(before).map((each) => each.action)).toEqual(['Ping']);
  });

  test('refuses a bad value as such also while it is not connected', async () => {
    await startFake();
    startConnection({}, { ...fake.account, port: 1 });
    await expect(ami.action({ action: 'DBPut', headers: { Val: '\n' } })).rejects.toThrow(AmiInjectionError);
  });

  test('rejects with the text of Asterisk when it answers Error', async () => {
    await connected();
    fake.on('PJSIPNotify', (request, to) => to.error(request, 'Permission denied'));
    await expect(ami.action({ action: 'PJSIPNotify' })).rejects.toThrow(
      new AmiRefused('PJSIPNotify', 'Permission denied'),
    );
  });

  test('gives up an action that is never answered, and ignores an answer that comes too late', async () => {
    await connected({}, { action: 60 });
    let late = (): void => undefined;
    fake.on('Getvar', (request, to) => {
      late = () => to.respond(request, { Value: 'late' });
    });
    await expect(ami.action({ action: 'Getvar' })).rejects.toThrow(AmiTimeout);
    late();
    await expect(ami.action({ action: 'Ping' })).resolves.toBeDefined();
  });

  test('keeps the lines of a console command apart', async () => {
    await connected();
    fake.on('Command', (request, to) => {
      const head = `Response: Success\r\nActionID: ${request.id}\r\nMessage: Command output follows\r\n`;
      to.write(`${head}Output: one\r\nOutput: two: 2\r\n\r\n`);
    });
    const answer = await ami.action({ action: 'Command', headers: { Command: 'x' } });
    expect(fields(answer, 'Output')).toEqual(['one', 'two: 2']);
  });

  test('is not confused by events that are named like events of a socket', async () => {
    await connected();
    const events: string[] = [];
    ami.onEvent((event) => events.push(field(event, 'Event')));
    for (const name of ['Close', 'Error', 'Connect', 'End']) peer().event({ Event: name });
    await expect(ami.action({ action: 'Ping' })).resolves.toBeDefined();
    expect(events).toEqual(['Close', 'Error', 'Connect', 'End']);
    expect(ami.status().connected).toBe(true);
  });

  test('goes on when a listener throws, and logs it', async () => {
    await connected();
    const heard: string[] = [];
    ami.onEvent(() => {
      throw new Error('broken listener');
    });
    ami.onEvent((event) => heard.push(field(event, 'Event')));
    peer().event({ Event: 'Reload' });
    await until('the event is heard', () => heard.length === 1);
    expect(log.lines('error')[0]).toContain('broken listener');
  });
});

describe('a list', () => {
  const item = { Event: 'ContactList', Uri: 'sip:1@10.0.0.1' };

  test('that Asterisk cancels is a failure and not a short list', async () => {
    await connected();
    fake.on('PJSIPShowContacts', (request, to) => {
      to.respond(request, { EventList: 'start' });
      to.event({ ...item, ActionID: request.id });
      to.event({ Event: 'ContactListComplete', EventList: 'cancelled', ActionID: request.id });
    });
    await expect(ami.list({ action: 'PJSIPShowContacts' })).rejects.toThrow(AmiListIncomplete);
  });

  test('that never ends is given up', async () => {
    await connected({}, { list: 60 });
    fake.on('PJSIPShowContacts', (request, to) => {
      to.respond(request, { EventList: 'start' });
      to.event({ ...item, ActionID: request.id });
    });
    await expect(ami.list({ action: 'PJSIPShowContacts' })).rejects.toThrow(AmiTimeout);
  });

  test('does not leak its items to those who listen to events', async () => {
    await connected();
    const heard = jest.fn();
    ami.onEvent(heard);
    fake.on('PJSIPShowContacts', (request, to) => to.list(request, [item]));
    expect(await ami.list({ action: 'PJSIPShowContacts' })).toHaveLength(1);
    expect(heard).not.toHaveBeenCalled();
  });

  test('is cut short by a closed connection as a failure', async () => {
    await connected();
    fake.on('PJSIPShowContacts', (request, to) => {
      to.respond(request, { EventList: 'start' });
      to.write(messageText({ ...item, ActionID: request.id }).slice(0, 20));
      to.cut();
    });
    await expect(ami.list({ action: 'PJSIPShowContacts' })).rejects.toThrow(AmiDisconnected);
  });
});

describe('a lost connection', () => {
  test('rejects all that waits, and comes back by itself', async () => {
    await connected();
    fake.on('Getvar', () => undefined);
    const told = jest.fn(async () => undefined);
    ami.onConnected(told);
    const asked = [1, 2, 3].map(() => ami.action({ action: 'Getvar' }));
    const outcome = Promise.allSettled(asked);
    await until(
      'they have arrived',
      () => fake.requests.filter((each) => each.action === 'Getvar').length === 3,
    );
    peer().cut();
    for (const each of await outcome) {
      expect(each).toMatchObject({ status: 'rejected', reason: expect.any(AmiDisconnected) });
    }
    await until('it is back', () => told.mock.calls.length === 1);
    await expect(ami.action({ action: 'Ping' })).resolves.toBeDefined();
    expect(log.lines('warn')).toHaveLength(1);
  });

  test('leaves no half message behind for the next one', async () => {
    await connected();
    const events: AmiMessage[] = [];
    ami.onEvent((event) => events.push(event));
    peer().write('Event: Half\r\nChannel: PJSIP/1');
    peer().cut();
    await until('it is back', () => fake.peers.length === 2 && ami.status().connected);
    peer().event({ Event: 'Whole' });
    await until('an event comes', () => events.length > 0);
    expect(events.map((event) => field(event, 'Event'))).toEqual(['Whole']);
  });

  test('is noticed when the peer is gone without a word', async () => {
    await connected({}, { action: 40, pingEvery: 20 });
    const first = peer();
    first.freeze();
    await until('it has given up', () => fake.peers.length === 2 && ami.status().connected, 10_000);
    expect(log.lines('warn')[0]).toContain('does not answer any more');
    await expect(ami.action({ action: 'Ping' })).resolves.toBeDefined();
  });

  test('is not assumed for one slow answer', async () => {
    await connected({}, { action: 40, pingEvery: 20 });
    let pings = 0;
    fake.on('Ping', (request, to) => {
      // Every second one is lost.
      if (++pings % 2 === 0) to.respond(request, { Ping: 'Pong' });
    });
    await until('many pings have passed', () => pings > 8);
    expect(fake.peers).toHaveLength(1);
  });

  test('is reopened when Asterisk comes up again on the same port', async () => {
    await connected();
    const { port } = fake;
    await fake.stop();
    await until('it is noticed', () => !ami.status().connected);
    await until(
      'an attempt has failed',
      () => ami.status().trouble?.message.includes('ECONNREFUSED') ?? false,
    );
    await startFake({ port });
    await untilConnected();
    expect(ami.status().trouble).toBeNull();
  });

  test('makes what reads the state run again, and again when that fails', async () => {
    await connected();
    const read = jest.fn(async () => {
      if (read.mock.calls.length < 3) throw new AmiTimeout('slow');
    });
    ami.onConnected(read);
    peer().cut();
    await until('it has worked', () => read.mock.calls.length === 3);
    expect(log.lines('warn').filter((line) => line.includes('slow'))).toHaveLength(2);
  });
});

describe('without an Asterisk', () => {
  test('start returns at once, actions are rejected at once, and it is said once', async () => {
    await startFake();
    await fake.stop();
    startConnection();
    await expect(ami.action({ action: 'Ping' })).rejects.toThrow(AmiDisconnected);
    await until('several attempts have failed', () => log.lines('debug').length > 2);
    expect(log.lines('warn')).toHaveLength(1);
    expect(ami.status()).toMatchObject({ connected: false, trouble: { kind: 'unreachable' } });
  });

  test('a wrong secret is named as such, the secret itself nowhere, and it keeps trying', async () => {
    await startFake();
    const secret = randomBytes(8).toString('hex');
    startConnection({}, { ...fake.account, secret });
    await until('it has tried again', () => fake.requests.length > 2);
    expect(ami.status().trouble?.kind).toBe('login-refused');
    expect(log.lines('error')).toHaveLength(1);
    expect(log.lines('error')[0]).toContain('AMI user hotdesk');
    expect(log.all()).not.toContain(secret);
  });

  test('a server that accepts and says nothing does not hold it up', async () => {
    await startFake();
    fake.on('Login', () => undefined);
    startConnection({ login: 50 });
    await until('it has tried again', () => fake.requests.length > 1);
    expect(ami.status().trouble?.message).toContain('no answer to the login');
  });

  test('stop ends it in the middle of a login, of a pause, and while connected', async () => {
    await startFake();
    fake.on('Login', () => undefined);
    startConnection();
    await until('it logs in', () => fake.requests.length === 1);
    await ami.stop();

    startConnection({ reconnectFirst: 60_000, reconnectMost: 60_000 }, { ...fake.account, port: 1 });
    await until('an attempt has failed', () => ami.status().trouble !== null);
    await ami.stop();

    await connected();
    await ami.stop();
    await until('the server sees it', () => peer().isClosed);
    expect(ami.status().connected).toBe(false);
    await expect(ami.action({ action: 'Ping' })).rejects.toThrow(AmiDisconnected);
  });

  test('the signal ends it like stop', async () => {
    await startFake();
    const abort = new AbortController();
    ami = createAmiConnection({ ...fake.account, log });
    ami.start(abort.signal);
    await untilConnected();
    abort.abort();
    await ami.stop();
    await until('the server sees it', () => peer().isClosed);
  });
});

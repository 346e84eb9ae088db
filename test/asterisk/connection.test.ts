import {
  AmiDisconnected,
  AmiInjectionError,
  AmiListIncomplete,
  AmiRefused,
  AmiTimeout,
} from '../../src/asterisk/errors';
import { type AmiMessage, amiHeader, amiHeaderValues } from '../../src/asterisk/message';
import fc from '../fast-check';
import { until } from '../lab/until';
import { ConnectionBench } from './connection-bench';
import { messageText } from './fake-ami';

let bench: ConnectionBench;

beforeEach(() => {
  bench = new ConnectionBench();
});

afterEach(() => bench.stop());

describe('a connection', () => {
  test('logs in, subscribes to system events only, and reports when Asterisk is fully booted', async () => {
    await bench.startFake();
    bench.startConnection();
    const notified = jest.fn(async () => undefined);
    bench.ami.onConnected(notified);
    await bench.connected();
    expect(notified).toHaveBeenCalledTimes(1);
    expect(bench.fake.requests.map((each) => each.action)).toEqual(['login', 'Events']);
    expect(bench.fake.requests[1]?.header('EventMask')).toBe('system');
    expect(bench.log.lines('warn')).toEqual([]);
    expect(bench.log.lines('error')).toEqual([]);
  });

  test('is not connected before Asterisk is fully booted', async () => {
    await bench.startFake({ booted: false });
    bench.startConnection();
    await until('the events are subscribed to', () => bench.fake.requests.length === 2);
    bench.peer.event({ Event: 'SuccessfulAuth' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bench.ami.status().connected).toBe(false);
    await expect(bench.ami.action({ action: 'Ping' })).rejects.toThrow(AmiDisconnected);
    bench.peer.event({ Event: 'FullyBooted' });
    await bench.connected();
    expect(bench.ami.status().receivesSystemEvents).toBe(true);
  });

  test('works without FullyBooted after a while, names the missing privilege, and re-reads when it arrives', async () => {
    await bench.startFake({ booted: false });
    bench.startConnection({ boot: 50 });
    const notified = jest.fn(async () => undefined);
    bench.ami.onConnected(notified);
    await bench.connected();
    expect(bench.ami.status().receivesSystemEvents).toBe(false);
    expect(bench.log.lines('error')[0]).toContain('read = system');
    bench.peer.event({ Event: 'FullyBooted' });
    await until('it looks again', () => notified.mock.calls.length === 2);
    expect(bench.ami.status().receivesSystemEvents).toBe(true);
  });

  test('matches answers to their actions, in any order, with many pending', async () => {
    await bench.connect();
    const held: (() => void)[] = [];
    bench.fake.on('Getvar', (request, to) => {
      held.push(() => to.respond(request, { Value: `value of ${request.header('Variable')}` }));
    });
    const asked = Array.from({ length: 500 }, (_, index) =>
      bench.ami.action({ action: 'Getvar', headers: { Variable: `v${index}` } }),
    );
    await until('all have arrived', () => held.length === 500);
    for (const answer of held.reverse()) answer();
    const values = (await Promise.all(asked)).map((answer) => amiHeader(answer, 'Value'));
    expect(values).toEqual(Array.from({ length: 500 }, (_, index) => `value of v${index}`));
    const ids = bench.fake.requests.map((request) => request.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(1).every((id) => /^hd-[0-9a-f]{8}-\d+$/.test(id))).toBe(true);
  });

  test('reads messages that arrive byte by byte', async () => {
    await bench.connect({ byteByByte: true });
    const events: AmiMessage[] = [];
    bench.ami.onEvent((event) => events.push(event));
    bench.fake.on('PJSIPShowContacts', (request, to) =>
      to.list(request, [{ Event: 'ContactList', UserAgent: 'Ünï: Phone: 1' }, { Event: 'ContactList' }]),
    );
    bench.peer.event({ Event: 'ContactStatus', URI: 'sip:ä@10.0.0.7' });
    const items = await bench.ami.list({ action: 'PJSIPShowContacts' });
    expect(items.map((item) => amiHeader(item, 'UserAgent'))).toEqual(['Ünï: Phone: 1', '']);
    expect(events.map((event) => amiHeader(event, 'URI'))).toEqual(['sip:ä@10.0.0.7']);
  });

  test('sends each action as exactly one message, whatever its values', async () => {
    await bench.connect();
    bench.fake.on('DBPut', (request, to) => to.respond(request, {}));
    const value = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));
    await fc.assert(
      fc.asyncProperty(value, value, async (key, val) => {
        const before = bench.fake.requests.length;
        await bench.ami.action({ action: 'DBPut', headers: { Key: key, Val: val } });
        // On a busy machine the connection may ask in between whether Asterisk is there.
        const sent = bench.fake.requests.slice(before).filter((each) => each.action !== 'Ping');
        expect(sent.map((each) => [each.action, each.header('Key'), each.header('Val')])).toEqual([
          ['DBPut', key, val],
        ]);
        expect(sent[0]?.headers).toHaveLength(4);
      }),
    );
  });

  test('sends nothing at all when a value holds CR, LF or NUL', async () => {
    await bench.connect();
    const before = bench.fake.requests.length;
    for (const value of ['1\r\nAction: Command\r\nCommand: core stop now', 'a\nb', 'a\rb', 'a\0b']) {
      await expect(bench.ami.action({ action: 'DBPut', headers: { Val: value } })).rejects.toThrow(
        AmiInjectionError,
      );
    }
    await bench.ami.action({ action: 'Ping' });
    expect(bench.fake.requests.slice(before).map((each) => each.action)).toEqual(['Ping']);
  });

  test('rejects an invalid value as such even while disconnected', async () => {
    await bench.startFake();
    bench.startConnection({}, { ...bench.fake.account, port: 1 });
    await expect(bench.ami.action({ action: 'DBPut', headers: { Val: '\n' } })).rejects.toThrow(
      AmiInjectionError,
    );
  });

  test('rejects with the text of an Error answer', async () => {
    await bench.connect();
    bench.fake.on('PJSIPNotify', (request, to) => to.error(request, 'Permission denied'));
    await expect(bench.ami.action({ action: 'PJSIPNotify' })).rejects.toThrow(
      new AmiRefused('PJSIPNotify', 'Permission denied'),
    );
  });

  test('times out an action without an answer, and ignores a late answer', async () => {
    await bench.connect({}, { action: 60 });
    let late = (): void => undefined;
    bench.fake.on('Getvar', (request, to) => {
      late = () => to.respond(request, { Value: 'late' });
    });
    await expect(bench.ami.action({ action: 'Getvar' })).rejects.toThrow(AmiTimeout);
    late();
    await expect(bench.ami.action({ action: 'Ping' })).resolves.toBeDefined();
  });

  test('reports the response time of answers and errors, and nothing for a missing answer', async () => {
    await bench.connect({}, { action: 100 });
    const before = bench.answerTimes.length;
    bench.fake.on('Getvar', (request, to) => {
      setTimeout(() => to.respond(request, {}), 30);
    });
    bench.fake.on('DBPut', (request, to) => to.error(request, 'Permission denied'));
    bench.fake.on('DBGet', () => undefined);
    await bench.ami.action({ action: 'Getvar' });
    await expect(bench.ami.action({ action: 'DBPut' })).rejects.toThrow(AmiRefused);
    await expect(bench.ami.action({ action: 'DBGet' })).rejects.toThrow(AmiTimeout);
    const [answered = 0, ...others] = bench.answerTimes.slice(before);
    expect(answered).toBeGreaterThanOrEqual(25);
    expect(others).toHaveLength(1);
  });

  test('keeps the output lines of a console command separate', async () => {
    await bench.connect();
    bench.fake.on('Command', (request, to) => {
      const head = `Response: Success\r\nActionID: ${request.id}\r\nMessage: Command output follows\r\n`;
      to.write(`${head}Output: one\r\nOutput: two: 2\r\n\r\n`);
    });
    const answer = await bench.ami.action({ action: 'Command', headers: { Command: 'x' } });
    expect(amiHeaderValues(answer, 'Output')).toEqual(['one', 'two: 2']);
  });

  test('handles AMI events that have the names of socket events', async () => {
    await bench.connect();
    const events: string[] = [];
    bench.ami.onEvent((event) => events.push(amiHeader(event, 'Event')));
    for (const name of ['Close', 'Error', 'Connect', 'End']) bench.peer.event({ Event: name });
    await expect(bench.ami.action({ action: 'Ping' })).resolves.toBeDefined();
    expect(events).toEqual(['Close', 'Error', 'Connect', 'End']);
    expect(bench.ami.status().connected).toBe(true);
  });

  test('continues when a listener throws, and logs it', async () => {
    await bench.connect();
    const heard: string[] = [];
    bench.ami.onEvent(() => {
      throw new Error('broken listener');
    });
    bench.ami.onEvent((event) => heard.push(amiHeader(event, 'Event')));
    bench.peer.event({ Event: 'Reload' });
    await until('the event is received', () => heard.length === 1);
    expect(bench.log.lines('error')[0]).toContain('broken listener');
  });
});

describe('a list', () => {
  const item = { Event: 'ContactList', Uri: 'sip:1@10.0.0.1' };

  test('that Asterisk cancels fails instead of being short', async () => {
    await bench.connect();
    bench.fake.on('PJSIPShowContacts', (request, to) => {
      to.respond(request, { EventList: 'start' });
      to.event({ ...item, ActionID: request.id });
      to.event({ Event: 'ContactListComplete', EventList: 'cancelled', ActionID: request.id });
    });
    await expect(bench.ami.list({ action: 'PJSIPShowContacts' })).rejects.toThrow(AmiListIncomplete);
  });

  test('that never ends times out', async () => {
    await bench.connect({}, { list: 60 });
    bench.fake.on('PJSIPShowContacts', (request, to) => {
      to.respond(request, { EventList: 'start' });
      to.event({ ...item, ActionID: request.id });
    });
    await expect(bench.ami.list({ action: 'PJSIPShowContacts' })).rejects.toThrow(AmiTimeout);
  });

  test('does not pass its items to event listeners', async () => {
    await bench.connect();
    const heard = jest.fn();
    bench.ami.onEvent(heard);
    bench.fake.on('PJSIPShowContacts', (request, to) => to.list(request, [item]));
    expect(await bench.ami.list({ action: 'PJSIPShowContacts' })).toHaveLength(1);
    expect(heard).not.toHaveBeenCalled();
  });

  test('fails when the connection closes', async () => {
    await bench.connect();
    bench.fake.on('PJSIPShowContacts', (request, to) => {
      to.respond(request, { EventList: 'start' });
      to.write(messageText({ ...item, ActionID: request.id }).slice(0, 20));
      to.cut();
    });
    await expect(bench.ami.list({ action: 'PJSIPShowContacts' })).rejects.toThrow(AmiDisconnected);
  });
});

import { endOnSignals } from '../../src/app/end-on-signals';
import { recordLog } from '../test-app';

/** Handlers that the test sends signals to; the process of jest gets none. */
function listen(stop: () => Promise<void>) {
  const handlers = new Map<string | symbol, (signal: NodeJS.Signals) => void>();
  const on = jest.spyOn(process, 'on').mockImplementation((name, handler) => {
    handlers.set(name, handler);
    return process;
  });
  const exits: number[] = [];
  const log = recordLog();
  const service = Promise.resolve({ stop });
  endOnSignals({ service: () => service, exit: (code) => exits.push(code), log });
  on.mockRestore();
  return { exits, log, send: (signal: NodeJS.Signals) => handlers.get(signal)?.(signal) };
}

const never = () => new Promise<void>(() => undefined);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s stops the service, then ends the process',
  async (signal) => {
    let isStopped = false;
    const { exits, send } = listen(async () => {
      isStopped = true;
    });
    send(signal);
    await jest.advanceTimersByTimeAsync(1);
    expect([isStopped, exits]).toEqual([true, [0]]);
  },
);

test('a service that does not stop ends after 15 seconds', async () => {
  const { exits, log, send } = listen(never);
  send('SIGTERM');
  await jest.advanceTimersByTimeAsync(14_900);
  expect(exits).toEqual([]);
  await jest.advanceTimersByTimeAsync(200);
  expect(exits).toEqual([1]);
  expect(log.events()).toContain('service.stop-forced');
});

test('a second signal ends the process at once, a repetition of the same one does not', async () => {
  const { exits, send } = listen(never);
  send('SIGINT');
  send('SIGINT');
  await jest.advanceTimersByTimeAsync(1_000);
  expect(exits).toEqual([]);
  send('SIGTERM');
  expect(exits).toEqual([1]);
});

test('a service that cannot stop ends with an error', async () => {
  const { exits, log, send } = listen(() => Promise.reject(new Error('it cannot')));
  send('SIGTERM');
  await jest.advanceTimersByTimeAsync(1);
  expect(exits).toEqual([1]);
  expect(log.events()).toContain('service.stop-failed');
});

import { type LeaderElection, startLeaderElection } from '../../../src/desk/outbox/leader-election';
import {
  leaderOnlyAsterisk,
  leaderOnlyPhoneCaller,
  NotLeaderError,
} from '../../../src/desk/outbox/leader-only';
import type { Leases } from '../../../src/desk/ports/leases';
import { createRecordingAsterisk } from '../../support/recording-asterisk';
import { SILENT } from '../../test-app';

/** One lease on a clock that the test advances. The instances use the same clock. */
function createFakeLeases() {
  let now = 0;
  let held = { holder: '', until: 0 };
  let isUnreachable = false;
  const leases: Leases = {
    async take(_name, holder, forMs) {
      if (isUnreachable) throw new Error('unreachable');
      if (held.holder !== holder && held.until > now) return false;
      held = { holder, until: now + forMs };
      return true;
    },
    async release(_name, holder) {
      if (held.holder === holder) held = { holder, until: 0 };
    },
  };
  return {
    leases,
    monotonic: () => now,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    setUnreachable: (unreachable: boolean) => {
      isUnreachable = unreachable;
    },
  };
}

let fake: ReturnType<typeof createFakeLeases>;
const started: LeaderElection[] = [];
beforeEach(() => {
  jest.useFakeTimers();
  fake = createFakeLeases();
});
afterEach(async () => {
  for (const leaderElection of started.splice(0)) await leaderElection.stop();
  jest.useRealTimers();
});

function start(holder: string): LeaderElection {
  const leaderElection = startLeaderElection({ ...fake, holder, log: SILENT });
  started.push(leaderElection);
  return leaderElection;
}

/** Advances time for all instances in small steps. */
async function advance(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 500) {
    fake.later(500);
    await jest.advanceTimersByTimeAsync(500);
  }
}

test('the first instance leads as long as it runs, and the second does not', async () => {
  const [a, b] = [start('a'), start('b')];
  await advance(60_000);
  expect([a.isLeader(), b.isLeader()]).toEqual([true, false]);
  expect([await a.confirm(), await b.confirm()]).toEqual([true, false]);
});

test('a leader that stops hands over at the next renewal of the other instance', async () => {
  const [a, b] = [start('a'), start('b')];
  await advance(2_000);
  await a.stop();
  expect([a.isLeader(), await a.confirm()]).toEqual([false, false]);
  await advance(2_500);
  expect(b.isLeader()).toBe(true);
});

test('a killed leader is replaced within ten seconds', async () => {
  await fake.leases.take('leader', 'killed', 6_000);
  const b = start('b');
  await advance(10_000);
  expect(b.isLeader()).toBe(true);
});

test('a frozen instance knows on resume that it is not the leader, before any query', async () => {
  const a = start('a');
  await advance(1_000);
  expect(a.isLeader()).toBe(true);
  // Its timers do not run while time passes.
  fake.later(6_000);
  expect(a.isLeader()).toBe(false);
});

test('a frozen instance that was replaced does not lead after a query', async () => {
  const a = start('a');
  await advance(1_000);
  fake.later(6_500);
  await fake.leases.take('leader', 'b', 6_000);
  expect(await a.confirm()).toBe(false);
  expect(a.isLeader()).toBe(false);
});

test('while the database is unreachable, a leader leads until its lease may have expired', async () => {
  const a = start('a');
  await advance(500);
  fake.setUnreachable(true);
  expect(await a.confirm()).toBe(false);
  expect(a.isLeader()).toBe(true);
  await advance(6_000);
  expect(a.isLeader()).toBe(false);
  fake.setUnreachable(false);
  await advance(2_500);
  expect(a.isLeader()).toBe(true);
});

test('each change is published once, and none after unsubscribing', async () => {
  const a = start('a');
  const notified: boolean[] = [];
  const stop = a.onChange((isLeader) => notified.push(isLeader));
  await advance(5_000);
  expect(notified).toEqual([true]);
  fake.setUnreachable(true);
  await advance(10_000);
  expect(notified).toEqual([true, false]);
  stop();
  fake.setUnreachable(false);
  await advance(5_000);
  expect(notified).toEqual([true, false]);
});

describe('Asterisk', () => {
  const CONTACT = {
    endpoint: '1001',
    technology: 'pjsip',
    uri: 'sip:1001@127.0.0.5',
    address: '127.0.0.5',
    port: 5060,
    userAgent: '',
  } as const;

  test('receives no action from an instance that is not the leader', async () => {
    const { asterisk, calls } = createRecordingAsterisk();
    const leaderOnly = leaderOnlyAsterisk(asterisk, { isLeader: () => false });
    await expect(leaderOnly.notify({ kind: 'contact', contact: CONTACT }, 'x')).rejects.toThrow(
      NotLeaderError,
    );
    await expect(leaderOnly.endRegistration(CONTACT)).rejects.toThrow(NotLeaderError);
    expect(calls).toEqual([]);
  });

  test('receives actions from the leader', async () => {
    const { asterisk, calls } = createRecordingAsterisk();
    const leaderOnly = leaderOnlyAsterisk(asterisk, { isLeader: () => true });
    await leaderOnly.notify({ kind: 'contact', contact: CONTACT }, 'x');
    await leaderOnly.endRegistration(CONTACT);
    expect(calls.map(({ did }) => did)).toEqual(['notify', 'end']);
  });
});

describe('a phone', () => {
  const CALL = { port: 8085, path: '/', body: '' };
  const caller = (isLeader: boolean) => {
    const called: string[] = [];
    const call = async (address: string) => called.push(address) > 0;
    return { called, leaderOnly: leaderOnlyPhoneCaller({ call }, { isLeader: () => isLeader }) };
  };

  test('is not called by an instance that is not the leader', async () => {
    const { called, leaderOnly } = caller(false);
    await expect(leaderOnly.call('127.0.0.5', CALL)).rejects.toThrow(NotLeaderError);
    expect(called).toEqual([]);
  });

  test('is called by the leader', async () => {
    const { called, leaderOnly } = caller(true);
    expect(await leaderOnly.call('127.0.0.5', CALL)).toBe(true);
    expect(called).toEqual(['127.0.0.5']);
  });
});

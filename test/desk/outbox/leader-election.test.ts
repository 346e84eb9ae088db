import { type LeaderElection, startLeaderElection } from '../../../src/desk/outbox/leader-election';
import {
  leaderOnlyAsterisk,
  leaderOnlyPhoneCaller,
  NotLeaderError,
} from '../../../src/desk/outbox/leader-only';
import type { Leases } from '../../../src/desk/ports/leases';
import { createRecordingAsterisk } from '../../support/recording-asterisk';
import { SILENT } from '../../test-app';

/** One lease by a clock that the test moves; the same clock is that of the instances. */
function createFakeLeases() {
  let now = 0;
  let held = { holder: '', until: 0 };
  let isAway = false;
  const leases: Leases = {
    async take(_name, holder, forMs) {
      if (isAway) throw new Error('away');
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
    setAway: (away: boolean) => {
      isAway = away;
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

/** Time goes on for everybody, in small steps. */
async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 500) {
    fake.later(500);
    await jest.advanceTimersByTimeAsync(500);
  }
}

test('the first instance leads, the second does not, as long as the first lives', async () => {
  const [a, b] = [start('a'), start('b')];
  await pass(60_000);
  expect([a.isLeader(), b.isLeader()]).toEqual([true, false]);
  expect([await a.confirm(), await b.confirm()]).toEqual([true, false]);
});

test('one that ends hands over at the next question of the other', async () => {
  const [a, b] = [start('a'), start('b')];
  await pass(2_000);
  await a.stop();
  expect([a.isLeader(), await a.confirm()]).toEqual([false, false]);
  await pass(2_500);
  expect(b.isLeader()).toBe(true);
});

test('one that was killed is followed within ten seconds', async () => {
  await fake.leases.take('leader', 'killed', 6_000);
  const b = start('b');
  await pass(10_000);
  expect(b.isLeader()).toBe(true);
});

test('one that was frozen knows when it wakes that it does not lead, before it has asked anybody', async () => {
  const a = start('a');
  await pass(1_000);
  expect(a.isLeader()).toBe(true);
  // No timer of its runs: time alone goes on.
  fake.later(6_000);
  expect(a.isLeader()).toBe(false);
});

test('one that was frozen and followed does not lead when it asks', async () => {
  const a = start('a');
  await pass(1_000);
  fake.later(6_500);
  await fake.leases.take('leader', 'b', 6_000);
  expect(await a.confirm()).toBe(false);
  expect(a.isLeader()).toBe(false);
});

test('while the database is away a leader leads until its lease may have run out, and no longer', async () => {
  const a = start('a');
  await pass(500);
  fake.setAway(true);
  expect(await a.confirm()).toBe(false);
  expect(a.isLeader()).toBe(true);
  await pass(6_000);
  expect(a.isLeader()).toBe(false);
  fake.setAway(false);
  await pass(2_500);
  expect(a.isLeader()).toBe(true);
});

test('changes are told once each, and no more after the end of listening', async () => {
  const a = start('a');
  const notified: boolean[] = [];
  const stop = a.onChange((isLeader) => notified.push(isLeader));
  await pass(5_000);
  expect(notified).toEqual([true]);
  fake.setAway(true);
  await pass(10_000);
  expect(notified).toEqual([true, false]);
  stop();
  fake.setAway(false);
  await pass(5_000);
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

  test('is told nothing by an instance that does not lead', async () => {
    const { asterisk, calls } = createRecordingAsterisk();
    const guarded = leaderOnlyAsterisk(asterisk, { isLeader: () => false });
    await expect(guarded.notify({ kind: 'contact', contact: CONTACT }, 'x')).rejects.toThrow(NotLeaderError);
    await expect(guarded.endRegistration(CONTACT)).rejects.toThrow(NotLeaderError);
    expect(calls).toEqual([]);
  });

  test('is told by the one that leads', async () => {
    const { asterisk, calls } = createRecordingAsterisk();
    const guarded = leaderOnlyAsterisk(asterisk, { isLeader: () => true });
    await guarded.notify({ kind: 'contact', contact: CONTACT }, 'x');
    await guarded.endRegistration(CONTACT);
    expect(calls.map(({ did }) => did)).toEqual(['notify', 'end']);
  });
});

describe('a phone', () => {
  const CALL = { port: 8085, path: '/', body: '' };
  const caller = (isLeader: boolean) => {
    const called: string[] = [];
    const call = async (address: string) => called.push(address) > 0;
    return { called, guarded: leaderOnlyPhoneCaller({ call }, { isLeader: () => isLeader }) };
  };

  test('is called by nobody who does not lead', async () => {
    const { called, guarded } = caller(false);
    await expect(guarded.call('127.0.0.5', CALL)).rejects.toThrow(NotLeaderError);
    expect(called).toEqual([]);
  });

  test('is called by the one that leads', async () => {
    const { called, guarded } = caller(true);
    expect(await guarded.call('127.0.0.5', CALL)).toBe(true);
    expect(called).toEqual(['127.0.0.5']);
  });
});

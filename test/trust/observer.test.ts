import type { RunDetails } from 'fast-check';
import type { Knex } from 'knex';
import fc from '../fast-check';
import { openTestDatabase } from '../support/test-database';
import { FULL, roundCount } from '../tier';
import { histories, KINDS, type Operation } from './observer/operations';
import { keepStatements } from './observer/prepared-statements';
import { runHistory } from './observer/run-history';
import { ALL_PROMISES, type Options } from './observer/world';

const HISTORIES = roundCount({ full: 10_000, core: 300 });
/** The longest history. */
const STEPS = 14;
const MINUTE = 60_000;

let db: Knex;
beforeAll(async () => {
  db = await openTestDatabase();
  await keepStatements(db);
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
    ],
  });
});
afterAll(async () => {
  jest.useRealTimers();
  await db.destroy();
});

/** Fails with the shortest history that breaks a promise, in words and as data, and with its seed. */
function reportHistory({ failed, seed, counterexample, errorInstance }: RunDetails<[Operation[]]>): void {
  if (!failed) return;
  const reason = errorInstance instanceof Error ? errorInstance : new Error(String(errorInstance));
  reason.message += `\nHOTDESK_SEED=${seed}: ${JSON.stringify(counterexample?.[0])}`;
  throw reason;
}

function search(sees: Options['sees']) {
  const tested: Options['tested'] = new Map();
  const property = fc.asyncProperty(histories(KINDS, STEPS), (operations) =>
    runHistory(db, operations, { sees, tested }),
  );
  return { property, tested };
}

test(
  `none of ${HISTORIES} histories of phones, admins, faults and a spy breaks a promise`,
  async () => {
    const { property, tested } = search('former');
    // The search belongs to the full tier. The same histories each time, so that a change is judged by what it changed.
    const seed = FULL ? {} : { seed: 7 };
    await fc.assert(property, { numRuns: HISTORIES, reporter: reportHistory, ...seed });
    const least = Math.min(...ALL_PROMISES.map((promise) => tested.get(promise) ?? 0));
    // A search in which nothing could break proves nothing.
    expect(least).toBeGreaterThan(HISTORIES / 20);
  },
  (FULL ? 240 : 10) * MINUTE,
);

test('a link whose first use falls into a session of the spy opens no later session', async () => {
  const from = '203.0.113.9';
  await runHistory(
    db,
    [
      { does: 'create', phone: 0, boots: false },
      { does: 'spy-logs-in', phone: 0, which: 0, from, registers: false },
      { does: 'boot', phone: 0, by: 'url', registers: false },
      { does: 'rest-login', phone: 0, extension: '1001' },
      { does: 'spy-fetches', phone: 0, from },
    ],
    { sees: 'former', tested: new Map() },
  );
});

test.each([
  ['on the segment of the service', true],
  ['behind a router', false],
])(
  'the account of a login by REST waits for the link of a phone that was reset before it used it, %s',
  async (_, isOne) => {
    await runHistory(
      db,
      [
        { does: 'segment', isOne },
        { does: 'create', phone: 0, boots: false },
        { does: 'reset', phone: 0 },
        { does: 'boot', phone: 0, by: 'bare', registers: false },
        { does: 'rest-login', phone: 0, extension: '1001' },
        { does: 'boot', phone: 0, by: 'bare', registers: true },
      ],
      { sees: 'former', tested: new Map() },
    );
  },
);

test('a user whose phone has lost its account logs in again, by the page that it had before', async () => {
  await runHistory(
    db,
    [
      { does: 'login', phone: 0, extension: '1001', page: 'key', after: 'registers' },
      { does: 'unregister', phone: 0 },
      { does: 'time', minutes: 90 },
      { does: 'boot', phone: 0, by: 'bare', registers: false },
    ],
    { sees: 'former', tested: new Map() },
  );
});

test('a spy who sees the URLs of running sessions is found out', async () => {
  const { property } = search('running');
  const { errorInstance } = await fc.check(property, { numRuns: 100, endOnFailure: true });
  expect(errorInstance).toMatchObject({ name: 'BreakOfTrust' });
});

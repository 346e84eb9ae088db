import type { AuditEntry } from '../../../src/desk/ports/audit';
import { purgeByRetention, startRetentionPurge } from '../../../src/desk/reconcile/retention';
import type { DeskSettings } from '../../../src/desk/settings';
import { DEFAULT_DESK_SETTINGS, deskSettingsSchema } from '../../../src/desk/settings';
import { connectDatabase, migrateDatabase } from '../../../src/store/database';
import { createDeskStore } from '../../../src/store/desk-store';
import { writeSettings } from '../../../src/store/settings';
import { eventually, SILENT } from '../../test-app';
import { endedSession } from './ended-session';

const DAY = 24 * 3_600_000;
const NOW = 1_000 * DAY;

const db = connectDatabase({ kind: 'sqlite', file: ':memory:' }, SILENT);
const store = createDeskStore(db, DEFAULT_DESK_SETTINGS);
const deps = { store, clock: () => NOW };
beforeAll(() => migrateDatabase(db));
beforeEach(async () => {
  for (const table of ['sessions', 'audit', 'settings']) await db(`hotdesk_${table}`).delete();
});
afterAll(() => db.destroy());

const set = (change: Partial<DeskSettings>) => writeSettings(db, change);
const addSessions = async (days: readonly number[]) => {
  for (const day of days) await db('hotdesk_sessions').insert(endedSession(`ended on day ${day}`, day * DAY));
};
const entry = (at: number): AuditEntry => ({
  at,
  actor: 'system',
  action: 'login',
  mac: null,
  extension: null,
  address: null,
  details: {},
});
const addAudit = (days: readonly number[]) =>
  store.transaction(async (tx) => {
    for (const day of days) await tx.addAudit(entry(day * DAY));
  });
const left = async () => ({
  sessions: await db('hotdesk_sessions').orderBy('ended_at').pluck('id'),
  audit: (await db('hotdesk_audit').orderBy('at').pluck('at')).map((at) => Number(at) / DAY),
});

test('the retention is 400 days, 0 to 3650', () => {
  expect(DEFAULT_DESK_SETTINGS.retentionDays).toBe(400);
  const { retentionDays } = deskSettingsSchema.shape;
  expect([0, 1, 3650].map((days) => retentionDays.safeParse(days).success)).toEqual([true, true, true]);
  expect([-1, 0.5, 3651].map((days) => retentionDays.safeParse(days).success)).toEqual([false, false, false]);
});

test('rows older than the retention are purged, younger ones stay', async () => {
  await addSessions([599, 601]);
  await addAudit([599, 601]);
  expect(await purgeByRetention(deps, () => true)).toEqual({ sessions: 1, audit: 1 });
  expect(await left()).toEqual({ sessions: ['ended on day 601'], audit: [601] });
});

test('0 keeps everything', async () => {
  await set({ retentionDays: 0 });
  await addSessions([1]);
  await addAudit([1]);
  expect(await purgeByRetention(deps, () => true)).toEqual({ sessions: 0, audit: 0 });
  expect(await left()).toEqual({ sessions: ['ended on day 1'], audit: [1] });
});

test('several batches are purged in several transactions, and none after leadership is lost', async () => {
  await addAudit(Array.from({ length: 1_100 }, (_, index) => 1 + index / 10));
  let checks = 0;
  // One check for the sessions, two for the audit.
  const purged = await purgeByRetention(deps, () => ++checks <= 3);
  expect(purged).toEqual({ sessions: 0, audit: 1_000 });
  const { audit } = await left();
  expect([audit.length, audit[0]]).toEqual([100, 101]);
});

test('only the leader purges', async () => {
  await addAudit([1]);
  let isLeader = false;
  let leaderChecks = 0;
  const purging = startRetentionPurge(
    deps,
    SILENT,
    () => {
      leaderChecks += 1;
      return isLeader;
    },
    5,
  );
  await eventually(() => leaderChecks > 3);
  expect((await left()).audit).toEqual([1]);
  isLeader = true;
  await eventually(async () => (await left()).audit.length === 0);
  await purging.stop();
});

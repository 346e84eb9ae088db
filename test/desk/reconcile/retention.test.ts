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
  expect(await purgeByRetention(deps, () => true)).toEqual({ sessions: 1, audit: 1, phones: 0 });
  expect(await left()).toEqual({ sessions: ['ended on day 601'], audit: [601] });
});

test('0 keeps everything', async () => {
  await set({ retentionDays: 0 });
  await addSessions([1]);
  await addAudit([1]);
  expect(await purgeByRetention(deps, () => true)).toEqual({ sessions: 0, audit: 0, phones: 0 });
  expect(await left()).toEqual({ sessions: ['ended on day 1'], audit: [1] });
});

describe('phones that nobody uses', () => {
  const addPhone = (mac: string, seenOnDay: number, columns: object = {}) =>
    db('hotdesk_phones').insert({
      mac,
      brand: 'yealink',
      label: '',
      created_at: 0,
      seen_at: seenOnDay * DAY,
      ...columns,
    });
  const leftPhones = () => db('hotdesk_phones').orderBy('mac').pluck('mac');
  const purge = () => purgeByRetention(deps, () => true);
  beforeEach(async () => {
    for (const table of ['phones', 'mappings', 'templates']) await db(`hotdesk_${table}`).delete();
    await set({ defaultLogin: true });
  });

  test('are forgotten 30 days after their last fetch, unless an admin or a user had to do with them', async () => {
    await addPhone('005058000001', 960);
    await addPhone('a00000000001', 960);
    await addPhone('a00000000002', 980);
    await addPhone('a00000000003', 960, { label: 'lobby' });
    await addPhone('a00000000004', 960, { link_token_id: 'link' });
    await addPhone('a00000000005', 960);
    await addSessions([990]);
    await db('hotdesk_templates').insert({
      id: 1,
      brand: 'yealink',
      name: 't',
      settings: '{}',
      keys: '[]',
      overrides: '{}',
    });
    await db('hotdesk_mappings').insert({
      extension: '1001',
      brand: 'yealink',
      model: '',
      mac: 'a00000000005',
      template_id: 1,
      overrides: '{}',
    });
    expect((await purge()).phones).toBe(1);
    expect(await leftPhones()).toEqual([
      '005058000001',
      'a00000000002',
      'a00000000003',
      'a00000000004',
      'a00000000005',
    ]);
  });

  test('are kept where only known phones get a config, because they could not enrol again', async () => {
    await addPhone('a00000000001', 960);
    await addPhone('a00000000002', 960, { brand: 'snom' });
    await set({ enrolmentByBrand: { yealink: 'known' } });
    expect([(await purge()).phones, await leftPhones()]).toEqual([1, ['a00000000001']]);
    await set({ enrolmentByBrand: { snom: 'open' }, enrolment: 'known' });
    expect((await purge()).phones).toBe(0);
    await set({ enrolmentByBrand: {}, enrolment: 'open', defaultLogin: false });
    expect((await purge()).phones).toBe(0);
  });

  test('are forgotten after a day where a sweep has left more than 5,000 of them', async () => {
    const rows = Array.from({ length: 6_000 }, (_, at) => ({
      mac: `a0${at.toString(16).padStart(10, '0')}`,
      brand: 'yealink',
      label: '',
      created_at: 0,
      // A quarter of them within the last day.
      seen_at: (996 + at / 1_500) * DAY + 1,
    }));
    await db.batchInsert('hotdesk_phones', rows.slice(0, 5_000), 100);
    expect((await purge()).phones).toBe(0);
    await db.batchInsert('hotdesk_phones', rows.slice(5_000), 100);
    await addPhone('b00000000001', 960, { label: 'lobby' });
    expect((await purge()).phones).toBe(1_000);
    const kept = await leftPhones();
    expect([kept.length, kept.at(0), kept.at(-1)]).toEqual([5_001, rows[1_000]?.mac, 'b00000000001']);
    // Those of the last day are real ones as well.
    await db('hotdesk_phones')
      .where({ label: '' })
      .update({ seen_at: NOW - DAY });
    await db.batchInsert('hotdesk_phones', rows.slice(0, 1_000), 100);
    expect((await purge()).phones).toBe(1_000);
  });

  test('are purged in many short transactions', async () => {
    const rows = Array.from({ length: 1_200 }, (_, at) => ({
      mac: `a0${at.toString(16).padStart(10, '0')}`,
      brand: 'yealink',
      label: '',
      created_at: 0,
      seen_at: at,
    }));
    await db.batchInsert('hotdesk_phones', rows, 100);
    const deleted: number[] = [];
    const listen = ({ sql, bindings }: { sql: string; bindings: unknown[] }) => {
      if (/^delete from .hotdesk_phones/.test(sql)) deleted.push(bindings.length - 1);
    };
    db.on('query', listen);
    expect((await purge()).phones).toBe(1_200);
    db.off('query', listen);
    expect(deleted).toEqual([500, 500, 200]);
  });
});

test('several batches are purged in several transactions, and none after leadership is lost', async () => {
  await addAudit(Array.from({ length: 1_100 }, (_, index) => 1 + index / 10));
  let checks = 0;
  // One check for the sessions, two for the audit.
  const purged = await purgeByRetention(deps, () => ++checks <= 3);
  expect(purged).toEqual({ sessions: 0, audit: 1_000, phones: 0 });
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

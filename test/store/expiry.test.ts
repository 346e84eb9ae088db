import type { Knex } from 'knex';
import { createDeskStore } from '../../src/store/desk-store';
import { openTestDatabase } from '../support/test-database';

const DAY = 24 * 3_600_000;
const NOW = 400 * DAY;

describe('expired rows', () => {
  let db: Knex;
  beforeEach(async () => {
    db = await openTestDatabase();
  });
  afterEach(() => db.destroy());

  test('many rows are removed by short statements, which read no other table', async () => {
    const rows = Array.from({ length: 2_500 }, (_, at) => ({
      subject: `old ${at}`,
      failures: 1,
      last_at: at,
    }));
    await db.batchInsert('hotdesk_attempts', rows, 200);
    const statements: { sql: string; bindings: unknown[] }[] = [];
    db.on('query', (query) => statements.push(query));
    await createDeskStore(db).purgeExpired(NOW);
    const deletions = statements.filter(({ sql }) => sql.startsWith('delete from `hotdesk_attempts`'));
    expect(deletions.map(({ bindings }) => bindings.length - 1)).toEqual([1_000, 1_000, 500]);
    for (const { sql } of deletions) expect(sql.match(/hotdesk_\w+/g)).toEqual(['hotdesk_attempts']);
    expect(await db('hotdesk_attempts')).toEqual([]);
  });

  test('failures are removed three days after the last one, and what a right password left after an hour', async () => {
    await db('hotdesk_attempts').insert([
      { subject: 'old', failures: 9, last_at: NOW - 4 * DAY },
      { subject: 'new', failures: 9, last_at: NOW - 2 * DAY },
      { subject: 'none', failures: 0, last_at: NOW - DAY },
      { subject: 'being checked', failures: 0, last_at: NOW - 60_000 },
    ]);
    await createDeskStore(db).purgeExpired(NOW);
    expect(await db('hotdesk_attempts').orderBy('subject').pluck('subject')).toEqual([
      'being checked',
      'new',
    ]);
  });

  test('at most 10,000 webhooks wait; beyond them the oldest are dropped, and no job of a phone', async () => {
    const store = createDeskStore(db);
    const job = { mac: '005058000001', session_id: 's', due_at: NOW, first_due_at: NOW, attempts: 3 };
    await db('hotdesk_jobs').insert({ ...job, kind: 'end-registration' });
    const events = Array.from({ length: 10_003 }, () => ({
      ...job,
      kind: 'webhook',
      event: 'session-ended',
      event_at: NOW,
    }));
    await db.batchInsert('hotdesk_jobs', events, 100);
    const webhooks = () => db('hotdesk_jobs').where({ kind: 'webhook' }).orderBy('id').pluck('id');
    const before = await webhooks();
    expect(await store.purgeExpired(NOW)).toBe(3);
    expect(await webhooks()).toEqual(before.slice(3));
    expect(await db('hotdesk_jobs').whereNot({ kind: 'webhook' })).toHaveLength(1);
    expect(await store.purgeExpired(NOW)).toBe(0);
  });

  test('webhooks that nobody accepted for seven days are dropped, and counted', async () => {
    const job = { mac: '005058000001', session_id: 's', kind: 'webhook', due_at: NOW, first_due_at: NOW };
    const event = { ...job, attempts: 3, event: 'session-ended' };
    await db('hotdesk_jobs').insert([
      { ...event, event_at: NOW - 8 * DAY },
      { ...event, event_at: NOW - 6 * DAY },
    ]);
    expect(await createDeskStore(db).purgeExpired(NOW)).toBe(1);
    expect(await db('hotdesk_jobs').pluck('event_at')).toEqual([NOW - 6 * DAY]);
  });
});

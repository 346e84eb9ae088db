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
});

import type { Knex } from 'knex';
import type { Mac } from '../../src/lib/mac';
import { createDeskStore } from '../../src/store/desk-store';
import { openTestDatabase } from '../support/test-database';

const DAY = 24 * 3_600_000;
const NOW = 400 * DAY;

describe('unused tokens', () => {
  let db: Knex;
  beforeEach(async () => {
    db = await openTestDatabase();
  });
  afterEach(() => db.destroy());

  async function addToken(id: string, createdAt: number, usedAt: number | null): Promise<void> {
    const store = createDeskStore(db);
    await store.addToken({ id, mac: '005058000001' as Mac, address: '127.0.0.1', nonce: id, createdAt });
    if (usedAt !== null) await store.useToken(id, usedAt);
  }

  test('expire 180 days after their last use, or after two days without any use', async () => {
    await addToken('used lately', NOW - 300 * DAY, NOW - 100 * DAY);
    await addToken('used long ago', NOW - 300 * DAY, NOW - 200 * DAY);
    await addToken('issued just now', NOW - DAY, null);
    await addToken('never used', NOW - 3 * DAY, null);
    await createDeskStore(db).purgeExpired(NOW);
    expect((await db('hotdesk_tokens').orderBy('id').pluck('id')).sort()).toEqual([
      'issued just now',
      'used lately',
    ]);
  });

  test('are not removed while an active session or an admin’s link needs them', async () => {
    await addToken('of a session', NOW - 300 * DAY, null);
    await addToken('of a link', NOW - 300 * DAY, null);
    await db('hotdesk_phones').insert({
      mac: '005058000001',
      brand: 'sangoma',
      label: '',
      created_at: 0,
      link_token_id: 'of a link',
    });
    await db('hotdesk_sessions').insert({
      id: 's',
      extension: '1001',
      endpoint: '1001',
      technology: 'pjsip',
      mac: '005058000001',
      via: 'internal',
      state: 'provisioned',
      allowed_by: 'rest',
      token_id: 'of a session',
      address_is_proof: false,
      requested_at: 0,
      active_mac: '005058000001',
      active_extension: '1001',
    });
    await createDeskStore(db).purgeExpired(NOW);
    expect(await db('hotdesk_tokens').pluck('id')).toHaveLength(2);
  });

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

  test('failures are removed a week after the last one', async () => {
    await db('hotdesk_attempts').insert([
      { subject: 'old', failures: 9, last_at: NOW - 8 * DAY },
      { subject: 'new', failures: 9, last_at: NOW - DAY },
    ]);
    await createDeskStore(db).purgeExpired(NOW);
    expect(await db('hotdesk_attempts').pluck('subject')).toEqual(['new']);
  });
});

import type { Knex } from 'knex';
import { MIGRATIONS, type Migration } from '../../sql/migrations';
import { connectScratch } from '../../src/store/database';
import { isOlder, unknownMigrations, upgradeRows } from '../../src/store/upgrade-rows';

/** A later version: it adds a column and fills it from what is there. */
const later: Migration = {
  name: '900-later',
  async up(db) {
    await db.schema.alterTable('hotdesk_keys', (table) => {
      table.string('label', 80).notNullable().defaultTo('');
    });
    await db('hotdesk_keys').update({ label: db.raw("'key ' || name") });
  },
  async down() {},
};
const versions = [...MIGRATIONS, later];
const done = MIGRATIONS.map(({ name }) => name);

let scratch: Knex;
beforeEach(() => {
  scratch = connectScratch();
});
afterEach(() => scratch.destroy());

it('rows of older tables get what the migrations since then have made of them', async () => {
  const key = {
    id: 'k',
    name: 'of-crm',
    hash: 'd',
    scopes: 'read',
    created_at: 1,
    last_used_at: null,
    revoked_at: null,
  };
  const source = await upgradeRows(
    scratch,
    done,
    (take) => take({ table: 'hotdesk_keys', rows: [key] }),
    versions,
  );
  const pages: object[] = [];
  await source(async (page) => {
    pages.push(page);
  });
  expect(pages).toEqual([{ table: 'hotdesk_keys', rows: [{ ...key, label: 'key of-crm' }] }]);
});

it('knows older and newer tables', () => {
  expect(isOlder(done, versions)).toBe(true);
  expect(isOlder(done)).toBe(false);
  expect(unknownMigrations([...done, '900-later'])).toEqual(['900-later']);
  expect(unknownMigrations(done, versions)).toEqual([]);
});

import type { Knex } from 'knex';
import { connectDatabase } from '../../src/store/database';
import { isDatabaseDown, isOutage } from '../../src/store/outage';
import { openTestDatabase } from '../support/test-database';
import { SILENT } from '../test-app';
import { adminStoreContract } from './admin-store-contract';
import { trustStoreContract } from './trust-store-contract';

let db: Knex;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.destroy());

describe('the admin store, embedded', () => {
  adminStoreContract(() => db);
  trustStoreContract(() => db);
});

describe('an outage', () => {
  it.each([
    { code: 'ECONNREFUSED' },
    { code: 'PROTOCOL_CONNECTION_LOST' },
    { code: 'ER_OPTION_PREVENTS_STATEMENT' },
    { code: 'ER_DISK_FULL' },
    { code: 'DATABASE_SILENT' },
  ])('is %j', (error) => {
    expect([isOutage(error), isDatabaseDown(error)]).toEqual([true, true]);
  });

  it('is an overload, which does not mean that the database is down', () => {
    const overload = { code: 'NO_FREE_CONNECTION' };
    expect([isOutage(overload), isDatabaseDown(overload)]).toEqual([true, false]);
  });

  it.each([new Error('no'), { code: 'ER_PARSE_ERROR' }, 'ECONNREFUSED', null, undefined])(
    'is not %p',
    (error) => {
      expect(isOutage(error)).toBe(false);
    },
  );

  it('is the error of a refused connection', async () => {
    const nowhere = {
      kind: 'mysql',
      host: '127.0.0.1',
      port: 9,
      user: 'x',
      password: 'x',
      database: 'x',
    } as const;
    const away = connectDatabase(nowhere, SILENT);
    const error = await away.raw('select 1').then(
      () => null,
      (thrown: unknown) => thrown,
    );
    await away.destroy();
    expect(isOutage(error)).toBe(true);
  });
});

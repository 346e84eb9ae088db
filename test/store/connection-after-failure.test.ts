import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Knex, knex } from 'knex';
import { connectDatabase } from '../../src/store/database';
import { createMysqlClient } from '../../src/store/mysql-client';
import { inTransaction } from '../../src/store/transaction';
import { SILENT } from '../test-app';

/** What a failed statement leaves behind must not reach the next user of its connection. */

describe('SQLite, when another process writes to the file', () => {
  let folder: string;
  let db: Knex;
  let other: Knex;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-sqlite-'));
    const open = () => connectDatabase({ kind: 'sqlite', file: path.join(folder, 'desk.sqlite') }, SILENT);
    [db, other] = [open(), open()];
    await db.raw('create table numbers (number integer primary key)');
  });
  afterEach(async () => {
    await Promise.all([db.destroy(), other.destroy()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const countNumbers = async () => (await db('numbers')).length;

  /** Reads, and writes after the other process has written: SQLite refuses that. */
  const writeOnOldSnapshot = (number: number) => async (trx: Knex.Transaction) => {
    await trx('numbers');
    await other('numbers').insert({ number: 100 + number });
    await trx('numbers').insert({ number });
  };

  test('a refused change fails alone: the next ones succeed', async () => {
    await expect(db.transaction(writeOnOldSnapshot(1))).rejects.toThrow('SQLITE_BUSY_SNAPSHOT');
    await db.transaction(async (trx) => trx('numbers').insert({ number: 2 }));
    await db('numbers').insert({ number: 3 });
    expect(await countNumbers()).toBe(3);
  });

  test('work in a transaction is repeated', async () => {
    let attempts = 0;
    await inTransaction(db, async (trx) => {
      attempts += 1;
      await (attempts === 1 ? writeOnOldSnapshot(1)(trx) : trx('numbers').insert({ number: 1 }));
    });
    expect([attempts, await countNumbers()]).toEqual([2, 2]);
  });
});

describe('MariaDB', () => {
  const client = createMysqlClient({ statementLimitMs: 1_000, limitsOnServer: true });
  let db: Knex;
  beforeEach(() => {
    db = knex({ client, version: 'latest' });
  });
  afterEach(() => db.destroy());

  /** A connection whose server refuses every statement. */
  const refusing = () => {
    const stream = Object.assign(new EventEmitter(), { destroyed: false });
    const query = (_options: object, _values: unknown, done: (error: Error) => void) => {
      done(new Error('refused'));
      return new EventEmitter();
    };
    return Object.assign(new EventEmitter(), { stream, query, __knex__disposed: null as unknown });
  };

  test.each(['BEGIN;', 'COMMIT;', 'ROLLBACK', 'begin'])(
    'a connection is not used again after a failed %s',
    async (sql) => {
      const connection = refusing();
      await expect(db.client.query(connection, { sql })).rejects.toThrow('refused');
      expect(connection.__knex__disposed).toBe('a transaction did not begin or end');
    },
  );

  test('a connection is used again after any other failed statement', async () => {
    const connection = refusing();
    await expect(db.client.query(connection, { sql: 'select 1' })).rejects.toThrow('refused');
    expect(connection.__knex__disposed).toBeNull();
  });
});

import type { Knex } from 'knex';
import { connectDatabase } from '../../src/store/database';
import { isOutage } from '../../src/store/outage';
import { openSqlProxy, type SqlProxy } from '../faults/sql-proxy';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { SILENT } from '../test-app';

/** As many as the pool has. */
const CONNECTIONS = 8;

let mariadb: LabMariadb;
let proxy: SqlProxy;
let database: string;
let db: Knex;
beforeAll(async () => {
  mariadb = await shareMariadb();
  proxy = await openSqlProxy(mariadb);
  database = await mariadb.createDatabase('frozen');
  const { host, user, password } = mariadb;
  db = connectDatabase({ kind: 'mysql', host, port: proxy.port, user, password, database }, SILENT);
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await proxy?.close();
  await mariadb?.stop();
});

const onAllConnections = (sql: string) =>
  Promise.all(
    Array.from({ length: CONNECTIONS }, () =>
      db.raw(sql).then(
        () => null,
        (error: unknown) => error,
      ),
    ),
  );

/** Asks until there is an answer; returns how many seconds that took. */
async function secondsToAnswer(): Promise<number> {
  const began = performance.now();
  for (;;) {
    const failed = await db.raw('SELECT 1').then(
      () => null,
      (error: unknown) => error,
    );
    if (failed === null) return (performance.now() - began) / 1_000;
    expect([String(failed), isOutage(failed)]).toEqual([String(failed), true]);
  }
}

test('connections that froze while nobody used them are replaced', async () => {
  await onAllConnections('SELECT SLEEP(0.2)');
  proxy.freezePresent();
  // Longer than a connection may be silent without a ping.
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  const seconds = await secondsToAnswer();
  process.stderr.write(`idle frozen connections: an answer after ${seconds.toFixed(1)} s\n`);
  expect(seconds).toBeLessThan(8);
});

test('connections that froze under statements are given up, and those statements fail as an outage', async () => {
  let arrived = 0;
  const allArrived = new Promise<void>((resolve) => {
    proxy.decide = (sql) => {
      if (sql.startsWith('SELECT SLEEP(7)')) arrived += 1;
      if (arrived === CONNECTIONS) resolve();
      return 'pass';
    };
  });
  const stuck = onAllConnections('SELECT SLEEP(7)');
  await allArrived;
  proxy.decide = null;
  proxy.freezePresent();
  const seconds = await secondsToAnswer();
  process.stderr.write(`busy frozen connections: an answer after ${seconds.toFixed(1)} s\n`);
  for (const error of await stuck) {
    // The first ones to be given up; by then a new connection may have answered the others.
    expect(String(error)).toMatch(/the database does not answer anybody|the database did not answer in time/);
    expect(isOutage(error)).toBe(true);
  }
}, 60_000);

test('a slow statement is ended by the server, and its connection stays', async () => {
  const [[before]] = await db.raw('SELECT CONNECTION_ID() AS id');
  const error = await db.raw('SELECT SLEEP(30)').then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(isOutage(error)).toBe(true);
  const [[after]] = await db.raw('SELECT CONNECTION_ID() AS id');
  expect(after).toEqual(before);
}, 60_000);

test('an error of a statement contains no value, nor does its stack', async () => {
  await db.raw('CREATE TABLE notes (id INT PRIMARY KEY, text VARCHAR(20))');
  const secret = 'scrypt-of-a-PIN';
  for (const row of [
    { id: 1, text: `${secret}-longer-than-the-column` },
    { id: 1, nowhere: secret },
  ]) {
    const error = await db('notes')
      .insert(row)
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    const shown = error instanceof Error ? [error.message, error.stack, JSON.stringify(error)] : [];
    expect(shown).toHaveLength(3);
    expect(shown.join()).not.toContain(secret);
    expect(shown.join()).toContain('insert notes');
  }
});

test('a connection that was lost in a transaction is an outage', async () => {
  for (const fate of ['cut-before', 'cut-after'] as const) {
    proxy.decide = (sql) => (sql.startsWith('SELECT 7') ? fate : 'pass');
    const error = await db
      .transaction((trx) => trx.raw('SELECT 7'))
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    proxy.decide = null;
    expect([fate, String(error), isOutage(error)]).toEqual([fate, expect.stringContaining('was lost'), true]);
  }
});

import { connectDatabase } from '../../src/store/database';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { SILENT } from '../test-app';
import { describeDatabaseClock } from './database-clock.contract';

let mariadb: LabMariadb;
let databases = 0;
beforeAll(async () => {
  mariadb = await shareMariadb();
}, 60_000);
afterAll(() => mariadb?.stop());

describeDatabaseClock('MariaDB', async () => {
  databases += 1;
  const database = await mariadb.createDatabase(`clock_${databases}`);
  const { host, port, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  return { db, close: () => db.destroy() };
});

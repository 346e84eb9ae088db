import { connectDatabase } from '../../src/store/database';
import { SILENT } from '../house';
import { type LabMariadb, startMariadb } from '../lab/mariadb';
import { describeLeases } from './leases.contract';

let mariadb: LabMariadb;
let databases = 0;
beforeAll(async () => {
  mariadb = await startMariadb();
}, 60_000);
afterAll(() => mariadb?.stop());

describeLeases('MariaDB', async () => {
  databases += 1;
  const database = `leases_${databases}`;
  await mariadb.createDatabase(database);
  const { host, port, user, password } = mariadb;
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  return { db, close: () => db.destroy() };
});

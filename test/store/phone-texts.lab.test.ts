import { connectDatabase, migrateDatabase } from '../../src/store/database';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { SILENT } from '../test-app';
import { describePhoneTexts } from './phone-texts.contract';

let mariadb: LabMariadb;
beforeAll(async () => {
  mariadb = await shareMariadb();
}, 60_000);
afterAll(() => mariadb?.stop());

describePhoneTexts('MariaDB', async () => {
  const { host, port, user, password } = mariadb;
  const database = await mariadb.createDatabase('phone_texts');
  const db = connectDatabase({ kind: 'mysql', host, port, user, password, database }, SILENT);
  await migrateDatabase(db);
  return { db, close: () => db.destroy() };
});

import path from 'node:path';
import type { LabMariadb } from '../lab/mariadb';
import { shareMariadb } from '../lab/shared';
import { describeBackup } from './backup.contract';

let mariadb: LabMariadb;
let databases = 0;
beforeAll(async () => {
  mariadb = await shareMariadb();
}, 60_000);
afterAll(() => mariadb?.stop(), 60_000);

describeBackup('MariaDB', async (folder) => {
  databases += 1;
  const name = `backup_${databases}`;
  await mariadb.createDatabase(name);
  const dataDir = path.join(folder, 'data');
  const envFile = path.join(folder, 'hotdesk.env');
  return {
    dataDir,
    envFile,
    env: {
      HOTDESK_DATABASE_URL: mariadb.url(name),
      HOTDESK_DATA_DIR: dataDir,
      HOTDESK_ENV_FILE: envFile,
    },
  };
});

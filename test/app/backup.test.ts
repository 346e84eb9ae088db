import path from 'node:path';
import { describeBackup } from './backup.contract';

describeBackup('SQLite', async (folder) => {
  const dataDir = path.join(folder, 'data');
  const envFile = path.join(folder, 'hotdesk.env');
  return {
    dataDir,
    envFile,
    env: {
      HOTDESK_DATABASE_URL: `sqlite:${path.join(folder, 'test.sqlite')}`,
      HOTDESK_DATA_DIR: dataDir,
      HOTDESK_ENV_FILE: envFile,
    },
  };
});

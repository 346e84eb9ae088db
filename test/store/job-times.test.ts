import { openTestDatabase } from '../support/test-database';
import { describeJobTimes } from './job-times.contract';

describeJobTimes('SQLite', async () => {
  const db = await openTestDatabase();
  return { db, close: () => db.destroy() };
});

import { openTestDatabase } from '../support/test-database';
import { describePhoneTexts } from './phone-texts.contract';

describePhoneTexts('SQLite', async () => {
  const db = await openTestDatabase();
  return { db, close: () => db.destroy() };
});

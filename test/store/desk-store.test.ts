import { connectDatabase } from '../../src/store/database';
import { SILENT } from '../test-app';
import { describeDeskStore } from './desk-store.contract';

describeDeskStore('SQLite', async () => {
  const db = connectDatabase({ kind: 'sqlite', file: ':memory:' }, SILENT);
  return { db, close: () => db.destroy() };
});

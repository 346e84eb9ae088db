import { connectDatabase } from '../../src/store/database';
import { SILENT } from '../test-app';
import { describeLeases } from './leases.contract';

describeLeases('SQLite', async () => {
  const db = connectDatabase({ kind: 'sqlite', file: ':memory:' }, SILENT);
  return { db, close: () => db.destroy() };
});

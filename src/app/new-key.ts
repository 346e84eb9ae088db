import { createAdminKeyStore } from '../store/keys';
import { createFurtherKey } from './admin-keys';
import { createFirstKeyFile } from './first-key-file';
import type { Maintenance } from './maintenance';
import { requireTables } from './require-tables';

/** Makes an admin key on the machine of the service, for an admin who has none any more. It is in the file; the audit has its name. */
export async function makeNewKeyOnMachine(
  { config, db, inDatabase }: Maintenance,
  at: number,
): Promise<{ readonly name: string; readonly file: string }> {
  const file = createFirstKeyFile(config.dataDir);
  const name = await inDatabase(async () => {
    await requireTables(db);
    return createFurtherKey(createAdminKeyStore(db), file, at);
  });
  return { name, file: file.path };
}

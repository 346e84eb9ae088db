import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { fillLabPbx, labVoicemailConf } from '../../sql/freepbx/lab-pbx';
import { createFreepbxTables } from '../../sql/freepbx/tables';
import { createPbxDirectory } from '../../src/pbx/directory';
import type { DirectoryUnderTest } from './directory.contract';
import { recordedLog } from './support';

/** A directory over the lab PBX in an empty database, with its voicemail.conf in a separate folder. */
export async function labDirectory(db: Knex): Promise<DirectoryUnderTest> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-directory-'));
  const inside = (name: string) => path.join(folder, name);
  writeFileSync(inside('voicemail.conf'), labVoicemailConf());
  await createFreepbxTables(db);
  await fillLabPbx(db);

  const log = recordedLog();
  const directory = createPbxDirectory({
    db,
    voicemail: {
      kind: 'file',
      path: inside('voicemail.conf'),
      spoolDir: inside('spool'),
      extconfig: inside('extconfig.conf'),
    },
    log,
  });
  return {
    directory,
    get warnings() {
      return log.warnings.map(({ fields }) => ('event' in fields ? String(fields.event) : ''));
    },
    async takeAway(part) {
      if (part === 'voicemail.conf') {
        rmSync(inside(part));
        return async () => writeFileSync(inside(part), labVoicemailConf());
      }
      await db.schema.renameTable(part, `${part}_elsewhere`);
      return () => db.schema.renameTable(`${part}_elsewhere`, part);
    },
    async close() {
      await db.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

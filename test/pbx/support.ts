import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { createFreepbxTables } from '../../sql/freepbx/tables';
import type { PbxLog } from '../../src/pbx/log';
import { connectDatabase } from '../../src/store/database';

/** A log that records its warnings. */
export interface RecordedLog extends PbxLog {
  readonly warnings: { fields: object; message: string }[];
}

export function recordedLog(): RecordedLog {
  const warnings: RecordedLog['warnings'] = [];
  return { warnings, warn: (fields, message) => warnings.push({ fields, message }) };
}

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** An embedded database with FreePBX's empty tables. */
export async function embeddedPbx(): Promise<Knex> {
  const db = connectDatabase({ kind: 'sqlite', file: ':memory:' }, silent);
  await createFreepbxTables(db);
  return db;
}

/** A separate folder for each test of the calling file, removed afterwards. */
export function temporaryFolder(): {
  path(...parts: string[]): string;
  write(name: string, text: string): Promise<string>;
} {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-pbx-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const inside = (...parts: string[]) => path.join(folder, ...parts);
  return {
    path: inside,
    async write(name, text) {
      const file = inside(name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
      return file;
    },
  };
}

function ignore(): void {}

import { linkSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isMissingPath } from '../../lib/errors';
import { type DataFilePlace, withDataFile, writeDataFile } from '../data-folder';
import { SECRET_FILE } from '../token-key';
import { fileLine, type SavedFile } from './backup-lines';

/** The settings file in a backup, wherever it is on a machine. */
export const ENV_FILE = 'hotdesk.env';

/** Where the files of a backup are on this machine. */
export interface FilePlaces {
  readonly dataDir: string;
  /** The file of HOTDESK_ENV_FILE; null: none. */
  readonly envFile: string | null;
}

/** The files of this machine that belong into a backup. @throws ConfigError for one that cannot be read */
export function filesToSave({ dataDir, envFile }: FilePlaces): SavedFile[] {
  const ofBrands = ['overrides.json', ...brandFiles(dataDir)];
  const files = [SECRET_FILE, ...ofBrands].map((name) => [name, path.join(dataDir, name)] as const);
  if (envFile !== null) files.push([ENV_FILE, envFile]);
  return files.flatMap(([name, file]) => {
    const text = readIfThere(file, name === ENV_FILE ? 'HOTDESK_ENV_FILE' : 'in HOTDESK_DATA_DIR');
    return text === null ? [] : [{ file: name, text }];
  });
}

function brandFiles(dataDir: string): string[] {
  const names = withDataFile(path.join(dataDir, 'brands'), 'read', () => {
    try {
      return readdirSync(path.join(dataDir, 'brands'));
    } catch (error) {
      if (isMissingPath(error)) return [];
      throw error;
    }
  });
  return names
    .map((id) => `brands/${id}/brand.json`)
    .filter((file) => fileLine.shape.file.safeParse(file).success);
}

export function readIfThere(file: string, place?: DataFilePlace): string | null {
  return withDataFile(
    file,
    'read',
    () => {
      try {
        return readFileSync(file, 'utf8');
      } catch (error) {
        if (isMissingPath(error)) return null;
        throw error;
      }
    },
    place,
  );
}

/** Files that were put in the place of others, as long as that can be undone. */
export interface PlacedFiles {
  /** Puts back what was there before. */
  undo(): void;
  /** Removes what was there before. */
  accept(): void;
}

/** Puts files in their places. What is there stays beside it until `accept`, so that no crash loses it. @throws ConfigError */
export function placeFiles(files: readonly SavedFile[], { dataDir, envFile }: FilePlaces): PlacedFiles {
  const placed: { readonly file: string; readonly before: string | null }[] = [];
  const undo = (): void => {
    for (const { file, before } of placed.splice(0).reverse())
      withDataFile(file, 'written', () =>
        before === null ? rmSync(file, { force: true }) : renameSync(before, file),
      );
  };
  try {
    for (const { file: name, text } of files) {
      const isSettings = name === ENV_FILE;
      if (isSettings && envFile === null) continue;
      const file = isSettings && envFile !== null ? envFile : path.join(dataDir, name);
      const place = isSettings ? 'HOTDESK_ENV_FILE' : 'in HOTDESK_DATA_DIR';
      placed.push({ file, before: keepCopy(file, place) });
      writeDataFile(file, text, (unfinished) => renameSync(unfinished, file), place);
    }
  } catch (error) {
    undo();
    throw error;
  }
  return {
    undo,
    accept() {
      for (const { before } of placed.splice(0)) if (before !== null) rmSync(before, { force: true });
    },
  };
}

/** Null: there was nothing. */
function keepCopy(file: string, place: DataFilePlace): string | null {
  return withDataFile(
    file,
    'written',
    () => {
      const copy = `${file}.before-restore`;
      rmSync(copy, { force: true });
      try {
        linkSync(file, copy);
      } catch (error) {
        if (isMissingPath(error)) return null;
        throw error;
      }
      return copy;
    },
    place,
  );
}

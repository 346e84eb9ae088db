import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const FOLDERS = ['src', 'phoneapps', 'sql'];

/** What a module declares and exports itself; a re-export is not a second thing. */
const EXPORTED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

/** knex calls each migration by these two names. */
const OF_MIGRATIONS = new Set(['up', 'down']);

function exportedNames(file: string): string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  // The overloads of a function are one name, and so are a schema and the type of it.
  return [...new Set([...source.matchAll(EXPORTED)].map(([, name = '']) => name))];
}

function sourceFiles(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => path.join(folder, file))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')),
  );
}

describe('exported names', () => {
  it('belong to one thing each, so that a search finds it', () => {
    const filesByName = new Map<string, string[]>();
    for (const file of sourceFiles()) {
      for (const name of exportedNames(file)) {
        if (file.startsWith(path.join('sql', 'migrations')) && OF_MIGRATIONS.has(name)) continue;
        filesByName.set(name, [...(filesByName.get(name) ?? []), file]);
      }
    }
    expect(filesByName.size).toBeGreaterThan(500);
    const shared = [...filesByName].filter(([, files]) => files.length > 1);
    expect(Object.fromEntries(shared)).toEqual({});
  });
});

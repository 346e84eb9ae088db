import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const FOLDERS = ['src', 'phoneapps', 'sql'];

/** What a module declares and exports itself. Re-exports do not count. */
const EXPORTED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

/** The names that knex requires in each migration. */
const MIGRATION_EXPORTS = new Set(['up', 'down']);

function exportedNames(file: string): string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  // Overloads of a function share a name, and so do a schema and its type.
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
  it('are unique, so that a search finds each of them', () => {
    const filesByName = new Map<string, string[]>();
    for (const file of sourceFiles()) {
      for (const name of exportedNames(file)) {
        if (file.startsWith(path.join('sql', 'migrations')) && MIGRATION_EXPORTS.has(name)) continue;
        filesByName.set(name, [...(filesByName.get(name) ?? []), file]);
      }
    }
    expect(filesByName.size).toBeGreaterThan(500);
    const duplicates = [...filesByName].filter(([, files]) => files.length > 1);
    expect(Object.fromEntries(duplicates)).toEqual({});
  });
});

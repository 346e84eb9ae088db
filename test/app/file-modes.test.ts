import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServiceProcess } from './service-process';

const OTHERS = 0o077;

let folder: string;
let child: ChildProcess | null;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-modes-'));
  child = null;
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('what the service makes in its data folder, and the folder itself, only its own user may open', async () => {
  const dataDir = path.join(folder, 'data', 'of', 'hotdesk');
  const before = process.umask(0o022);
  try {
    await startServiceProcess({
      dataDir,
      adminKey: 'the-admin-key-of-the-modes-test',
      onSpawn: (started) => (child = started),
    });
  } finally {
    process.umask(before);
  }
  const made = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(made.map((name) => path.basename(name))).toEqual(
    expect.arrayContaining(['secret.key', 'test.sqlite', 'test.sqlite-wal', 'data']),
  );
  const open = made.filter((name) => (statSync(path.join(folder, name)).mode & OTHERS) !== 0);
  expect(open).toEqual([]);
});

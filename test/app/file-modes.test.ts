import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { serviceOfEachTest } from './service-process';

const OTHERS = 0o077;

const service = serviceOfEachTest('the-admin-key-of-the-modes-test');

test('what the service makes in its data folder, and the folder itself, only its own user may open', async () => {
  const before = process.umask(0o022);
  try {
    await service.start(path.join(service.folder(), 'data', 'of', 'hotdesk'));
  } finally {
    process.umask(before);
  }
  const made = readdirSync(service.folder(), { recursive: true, encoding: 'utf8' });
  expect(made.map((name) => path.basename(name))).toEqual(
    expect.arrayContaining(['secret.key', 'test.sqlite', 'test.sqlite-wal', 'data']),
  );
  const open = made.filter((name) => (statSync(path.join(service.folder(), name)).mode & OTHERS) !== 0);
  expect(open).toEqual([]);
});

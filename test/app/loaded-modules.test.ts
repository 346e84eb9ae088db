import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const PBX = {
  HOTDESK_DATABASE_URL: 'mysql://user:password@127.0.0.1:1/asterisk',
  HOTDESK_AMI_HOST: '127.0.0.1',
  HOTDESK_AMI_PORT: '1',
  HOTDESK_AMI_USER: 'user',
  HOTDESK_AMI_SECRET: 'nothing',
  HOTDESK_PHONES_BIND: '127.0.0.1',
  HOTDESK_PHONES_PORT: '0',
  HOTDESK_ADMIN_PORT: '0',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-loaded-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The project's modules that a program has loaded when it ends. With a word given, it is stopped once it writes that word. */
async function loadedBy(program: string, args: readonly string[], stopAt?: string): Promise<string[]> {
  const script = [
    `process.argv = ['node', ...${JSON.stringify([program, ...args])}];`,
    "process.on('exit', () => require('node:fs').writeSync(2, 'LOADED ' + JSON.stringify(Object.keys(require.cache))));",
    `require(${JSON.stringify(path.join(ROOT, program))});`,
  ].join('\n');
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...PBX, HOTDESK_DATA_DIR: folder },
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    const before = output;
    output += chunk.toString('utf8');
    if (stopAt !== undefined && !before.includes(stopAt) && output.includes(stopAt)) child.kill('SIGTERM');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  await new Promise((resolve) => child.once('close', resolve));
  const [, list] = /LOADED (\[.*\])/.exec(output) ?? [];
  if (list === undefined) throw new Error(`${program} wrote:\n${output}`);
  const files: string[] = JSON.parse(list);
  return files.map((file) => path.relative(ROOT, file)).filter((file) => /^(src|phoneapps)\//.test(file));
}

/** Files that simulate phones or a PBX. */
const SIMULATOR_FILES = /^src\/(simulator|demo)\/|device-profile/;

test('a start with a PBX loads no simulator, no demo and no device profile', async () => {
  const loaded = await loadedBy('src/main.ts', [], 'service.started');
  expect(loaded).toContain('src/app/service.ts');
  expect(loaded).toContain(path.join('phoneapps', 'sangoma', 'index.ts'));
  expect(loaded.filter((file) => SIMULATOR_FILES.test(file))).toEqual([]);
});

test('the help of the command line loads none of them either', async () => {
  const loaded = await loadedBy('src/cli/main.ts', ['--help']);
  expect(loaded).toContain(path.join('src', 'cli', 'main.ts'));
  expect(loaded.filter((file) => SIMULATOR_FILES.test(file))).toEqual([]);
});

import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PACKAGE, PROJECT } from './project-file';

/** A small project with our scripts, whose service and command line say who they are. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-build-'));
  writeFileSync(
    at('package.json'),
    JSON.stringify({ name: 'small', private: true, scripts: PACKAGE.scripts }),
  );
  if (existsSync(path.join(PROJECT, 'tools')))
    cpSync(path.join(PROJECT, 'tools'), at('tools'), { recursive: true });
  for (const name of ['tsconfig.json', 'tsconfig.build.json']) cpSync(path.join(PROJECT, name), at(name));
  for (const name of ['src/cli', 'phoneapps', 'sql', 'node_modules/.bin'])
    mkdirSync(at(name), { recursive: true });
  writeFileSync(at('phoneapps/index.ts'), 'export const brands = 1;\n');
  writeFileSync(at('sql/index.ts'), 'export const tables = 1;\n');
  writeFileSync(at('src/lazy.ts'), 'export const lazy = 1;\n');
  writeFileSync(at('src/main.ts'), "process.stdout.write('service\\n');\n");
  writeFileSync(at('src/cli/main.ts'), "process.stdout.write('command line\\n');\n");
  for (const name of readdirSync(path.join(PROJECT, 'node_modules')))
    if (/^(@types|@typescript|typescript|undici-types)$/.test(name))
      symlinkSync(path.join(PROJECT, 'node_modules', name), at(`node_modules/${name}`));
  symlinkSync(path.join(PROJECT, 'node_modules', '.bin', 'tsc'), at('node_modules/.bin/tsc'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);
const inode = (name: string) => statSync(at(name)).ino;

/** As after `npm ci --omit=dev`. */
function removeCompiler(): void {
  rmSync(at('node_modules'), { recursive: true });
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const npm = (...words: readonly string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile('npm', [...words, '--silent'], { cwd: folder, timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, stdout, stderr });
    });
  });

describe('npm start and npm run hotdesk', () => {
  it('build what is not built, and use what is: no file of dist/ is replaced', async () => {
    expect(await npm('start')).toEqual({ code: 0, stdout: 'service\n', stderr: '' });
    const before = [inode('dist'), inode('dist/src/main.js'), inode('dist/src/lazy.js')];
    expect(await npm('run', 'hotdesk')).toEqual({ code: 0, stdout: 'command line\n', stderr: '' });
    expect([inode('dist'), inode('dist/src/main.js'), inode('dist/src/lazy.js')]).toEqual(before);
  });

  it('build again when a source has changed, and only what has changed: a service that runs finds the rest', async () => {
    await npm('start');
    const before = [inode('dist'), inode('dist/src/cli/main.js')];
    writeFileSync(at('src/main.ts'), "process.stdout.write('another service\\n');\n");
    rmSync(at('src/lazy.ts'));
    expect(await npm('start')).toEqual({ code: 0, stdout: 'another service\n', stderr: '' });
    expect([inode('dist'), inode('dist/src/cli/main.js')]).toEqual(before);
    expect(existsSync(at('dist/src/lazy.js'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  });

  it('run a built package without development packages', async () => {
    await npm('run', 'build');
    removeCompiler();
    expect(await npm('start')).toEqual({ code: 0, stdout: 'service\n', stderr: '' });
    expect(await npm('run', 'hotdesk')).toEqual({ code: 0, stdout: 'command line\n', stderr: '' });
    for (const name of ['src', 'sql', 'tsconfig.json', 'tsconfig.build.json'])
      rmSync(at(name), { recursive: true });
    expect(await npm('start')).toEqual({ code: 0, stdout: 'service\n', stderr: '' });
  });

  it('say so when dist/ is made of other sources and cannot be built', async () => {
    await npm('run', 'build');
    removeCompiler();
    writeFileSync(at('src/main.ts'), 'export {};\n');
    expect(await npm('start')).toEqual({
      code: 0,
      stdout: 'service\n',
      stderr:
        'dist/ is not made of these sources, and TypeScript is not installed: dist/ is used as it is.\n',
    });
  });

  it('say what to do when nothing is built and nothing can be', async () => {
    removeCompiler();
    expect(await npm('start')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Hotdesk is not built: run `npm ci && npm run build`, or install a release archive.\n',
    });
  });
});

it('a build that fails leaves dist/ as it was', async () => {
  await npm('run', 'build');
  const before = readFileSync(at('dist/src/main.js'), 'utf8');
  writeFileSync(at('src/main.ts'), 'const wrong: number = "text";\n');
  expect((await npm('run', 'build')).code).toBe(1);
  expect(readFileSync(at('dist/src/main.js'), 'utf8')).toBe(before);
  expect(existsSync(at('dist/src/lazy.js'))).toBe(true);
  expect(readdirSync(folder).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
});

it('source maps name the sources', async () => {
  await npm('run', 'build');
  const { sources } = JSON.parse(readFileSync(at('dist/src/main.js.map'), 'utf8'));
  expect(sources).toEqual(['../../src/main.ts']);
});

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../test-app';

const ROOT = path.dirname(path.dirname(__dirname));

/** The compiled service in its own process, and its output. */
export interface ChildService {
  readonly pid: number;
  readonly phonesPort: number;
  readonly adminPort: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** Its newest line of stdout with this text. Waits for one: a line may come after the answer to the request that caused it. */
  lineWith(text: string): Promise<string>;
  /** Its arguments, which every user of the machine can read. */
  commandLine(): string;
  stop(): Promise<void>;
}

/** Compiles the service, unless test/run.mjs has compiled it for all suites. */
export function buildService(): void {
  if (process.env.HOTDESK_BUILT === 'true') return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT });
}

/** Starts the service and waits until its listeners are open. @throws Error with its output when it ends before. */
export async function startChildService(
  folder: string,
  settings: Record<string, string>,
): Promise<ChildService> {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist', 'src', 'main.js')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOTDESK_PHONES_BIND: '127.0.0.1',
      HOTDESK_PHONES_PORT: '0',
      HOTDESK_ADMIN_PORT: '0',
      HOTDESK_DATA_DIR: path.join(folder, 'data'),
      HOTDESK_LOG_LEVEL: 'trace',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // With all its output.
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stdout: string[] = [];
  const stderr: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => stderr.push(line));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const ports = await waitUntilOpen(child, stdout, ended).catch((error) => {
    throw new Error(`${error}\n${stdout.join('\n')}\n${stderr.join('\n')}`);
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    ...ports,
    stdout,
    stderr,
    stop,
    lineWith: (text) => eventually(() => stdout.filter((line) => line.includes(text)).at(-1)),
    commandLine: () => readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
  };
}

function waitUntilOpen(
  child: ChildProcess,
  stdout: string[],
  ended: Promise<void>,
): Promise<{ phonesPort: number; adminPort: number }> {
  return new Promise((resolve, reject) => {
    ended.then(() => reject(new Error('the service ended before it was open')));
    if (!child.stdout) return reject(new Error('the service has no stdout'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      stdout.push(line);
      const entry = line.startsWith('{') ? JSON.parse(line) : {};
      if (entry.event === 'service.started') resolve({ phonesPort: entry.phones, adminPort: entry.admin });
    });
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = path.resolve(__dirname, '../..');

export interface LogLine {
  readonly level: number;
  readonly event?: string;
  readonly admin?: number;
}

/** A service in its own process, with an SQLite database, and what it has logged. */
export interface ServiceProcess {
  readonly process: ChildProcess;
  readonly adminPort: number;
  readonly lines: LogLine[];
}

/** A folder and at most one service for each test of a suite; both are gone after it. */
export function serviceOfEachTest(adminKey: string) {
  let folder = '';
  let child: ChildProcess | null = null;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-service-'));
    child = null;
  });
  afterEach(() => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder: () => folder,
    start: (dataDir = folder) =>
      startServiceProcess({
        dataDir,
        adminKey,
        onSpawn(started) {
          child = started;
        },
      }),
  };
}

interface ServiceProcessOptions {
  readonly dataDir: string;
  readonly adminKey: string;
  /** Also for a process that does not start. */
  onSpawn(child: ChildProcess): void;
}

/** Starts the service as a separate process, on free ports; resolves when its listeners are open. */
async function startServiceProcess(options: ServiceProcessOptions): Promise<ServiceProcess> {
  const { dataDir, adminKey, onSpawn } = options;
  const started = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOTDESK_DATABASE_URL: `sqlite:${path.join(dataDir, 'test.sqlite')}`,
      HOTDESK_DATA_DIR: dataDir,
      HOTDESK_ADMIN_KEY: adminKey,
      HOTDESK_PHONES_BIND: '127.0.0.1',
      HOTDESK_PHONES_PORT: '0',
      HOTDESK_ADMIN_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onSpawn(started);
  const lines: LogLine[] = [];
  const adminPort = await new Promise<number>((resolve, reject) => {
    started.once('exit', (code) => reject(new Error(`the service exited with ${code}`)));
    if (!started.stdout) return reject(new Error('the service has no stdout'));
    createInterface({ input: started.stdout }).on('line', (text) => {
      const line: LogLine = JSON.parse(text);
      lines.push(line);
      if (line.event === 'service.started' && line.admin !== undefined) resolve(line.admin);
    });
  });
  return { process: started, adminPort, lines };
}

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../test/lab/free-port';
import { until } from '../test/lab/until';

/** The compiled service in its own process, so that memory and CPU time can be measured. */
export interface BenchService {
  readonly pid: number;
  /** `http://127.0.0.1:<port>` of the phone server. */
  readonly origin: string;
  /** The last warnings and errors of its log. */
  warnings(): string;
  stop(): Promise<void>;
}

/** After this the service is killed. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts it and waits until it has database and Asterisk.
 * @param folder where its settings, data and log are
 * @throws Error with the end of its log
 */
export async function startBenchService(folder: string): Promise<BenchService> {
  const [phonesPort, adminPort] = [await freePort('tcp'), await freePort('tcp')];
  const logFile = path.join(folder, 'service.log');
  const log = openSync(logFile, 'a');
  const main = path.join(path.dirname(__dirname), 'dist', 'src', 'main.js');
  // It is killed when this process ends, even by SIGKILL.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, main], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOTDESK_FREEPBX_CONF: path.join(folder, 'freepbx.conf'),
      HOTDESK_PHONES_BIND: '127.0.0.1',
      HOTDESK_PHONES_PORT: String(phonesPort),
      HOTDESK_ADMIN_PORT: String(adminPort),
      HOTDESK_ADMIN_KEY: 'admin-key-of-the-benchmark',
      HOTDESK_DATA_DIR: folder,
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  const pid = child.pid;
  if (pid === undefined) throw new Error('setpriv cannot be started');
  try {
    await until('the service is ready', async () => {
      if (child.exitCode !== null) throw new Error('it exited');
      return isReady(adminPort);
    });
  } catch (error) {
    await stop();
    throw new Error(`The service did not become ready:\n${warningsIn(logFile)}`, { cause: error });
  }
  return { pid, origin: `http://127.0.0.1:${phonesPort}`, warnings: () => warningsIn(logFile), stop };
}

async function isReady(adminPort: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).ok;
  } catch (error) {
    // What fetch throws while the port is closed.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Everything but log lines below `warn`; text that is no log line counts too. */
function warningsIn(logFile: string): string {
  const isWarning = (line: string) => line !== '' && !/^\{"level":[123]0,/.test(line);
  return readFileSync(logFile, 'utf8').split('\n').filter(isWarning).slice(-20).join('\n');
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A server process of the lab. It ends with the process that started it, in every case. */
export interface Child {
  readonly pid: number;
  isRunning(): boolean;
  /** Sends the signal and waits for the exit; after `timeoutMs` it sends SIGKILL. */
  end(signal: 'SIGTERM' | 'SIGKILL', timeoutMs?: number): Promise<void>;
  /** The end of its stdout and stderr. */
  output(): string;
}

const MAX_OUTPUT = 20_000;

/**
 * Starts a program. `setpriv` makes the kernel kill it when its parent dies, also through `chroot`.
 * Its stdin stays open, because some programs end when it is closed.
 * @throws Error when `setpriv` cannot be started
 */
export function startChild(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Child> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      allowParentExit(child);
      resolve(wrap(child));
    });
  });
}

/** A child that a test forgot to stop must not keep jest running; it ends with jest. */
function allowParentExit(child: ChildProcessWithoutNullStreams): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) unref(stream);
}

/** The pipes to a child are sockets, though their type does not say so. */
function unref(stream: Readable | Writable): void {
  if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
}

function wrap(child: ChildProcessWithoutNullStreams): Child {
  let text = '';
  let running = true;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running = false;
      resolve();
    });
  });
  const append = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-MAX_OUTPUT);
  };
  child.stdout.on('data', append);
  child.stderr.on('data', append);
  return {
    pid: child.pid ?? 0,
    isRunning: () => running,
    output: () => text,
    end: async (signal, timeoutMs = 10_000) => {
      if (!running) return;
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

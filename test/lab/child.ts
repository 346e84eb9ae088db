import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A server process of the lab. It dies with the process that started it, however that one ends. */
export interface Child {
  readonly pid: number;
  /** Whether it runs still. */
  isRunning(): boolean;
  /** Ends it with the signal and waits until it is gone; after `patience` milliseconds it is killed. */
  end(signal: 'SIGTERM' | 'SIGKILL', patience?: number): Promise<void>;
  /** The last lines that it wrote on stdout and stderr. */
  output(): string;
}

const kept = 20_000;

/**
 * Starts a program. `setpriv` has the kernel kill it when its parent dies; that holds through `chroot` too.
 * Its stdin is open and silent, as some programs end when it is closed.
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
      letParentEnd(child);
      resolve(wrap(child));
    });
  });
}

/** A test that forgets to stop it shall not keep jest from ending; it dies with jest then. */
function letParentEnd(child: ChildProcessWithoutNullStreams): void {
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
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running = false;
      resolve();
    });
  });
  const keep = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-kept);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return {
    pid: child.pid ?? 0,
    isRunning: () => running,
    output: () => text,
    end: async (signal, patience = 10_000) => {
      if (!running) return;
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), patience);
      await gone;
      clearTimeout(timer);
    },
  };
}

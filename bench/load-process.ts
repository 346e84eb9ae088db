import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Child, startChild } from '../test/lab/child';

const run = promisify(execFile);

/** A script of `bench/load` as a command, run as this process is. */
function commandOf(script: string): string[] {
  return [process.execPath, ...process.execArgv, path.join(__dirname, 'load', script)];
}

/**
 * Runs a script of `bench/load` in a process of its own, with its plan in a file whose path it is given, and returns
 * what it printed. It is killed after `limitMs`, and with this process.
 */
export async function runLoad(
  script: string,
  plan: object,
  folder: string,
  limitMs: number,
): Promise<string> {
  const planFile = path.join(folder, 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));
  const command = ['--pdeathsig', 'KILL', ...commandOf(script), planFile];
  const { stdout } = await run('setpriv', command, {
    timeout: limitMs,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 26,
  });
  return stdout;
}

/** Starts a script of `bench/load` that runs until it is ended. */
export function startLoad(script: string, ...args: readonly string[]): Promise<Child> {
  return startChild([...commandOf(script), ...args], process.env);
}

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Child, startChild } from '../test/lab/child';

const run = promisify(execFile);

/** A script of `bench/load` as a command line, with the same Node and options as this process. */
function commandOf(script: string): string[] {
  return [process.execPath, ...process.execArgv, path.join(__dirname, 'load', script)];
}

/**
 * Runs a script of `bench/load` in its own process and returns what it printed. Its only argument is the path of the
 * plan file. It is killed after `limitMs`, and when this process ends.
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

/** Starts a script of `bench/load` that runs until it is stopped. */
export function startLoad(script: string, ...args: readonly string[]): Promise<Child> {
  return startChild([...commandOf(script), ...args], process.env);
}

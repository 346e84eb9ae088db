import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const PROGRAM = '/usr/bin/wrk';
const SCRIPT = path.join(__dirname, 'load', 'requests.lua');
const run = promisify(execFile);

/** A file to fetch, and the User-Agent of the phone. */
export interface FileRequest {
  readonly path: string;
  readonly userAgent: string;
}

export interface WrkOptions {
  readonly origin: string;
  /** Sent in turn, over and over. */
  readonly requests: readonly FileRequest[];
  readonly seconds: number;
  /** Where the list of requests is written. */
  readonly folder: string;
}

const wrkResult = z.object({
  requests: z.number(),
  microseconds: z.number(),
  failed: z.number(),
  medianMicroseconds: z.number(),
  p99Microseconds: z.number(),
});

export interface WrkResult extends z.output<typeof wrkResult> {
  readonly perSecond: number;
}

/** Installs wrk from Debian where it is missing. Errors: not Debian, or not root. */
export async function installWrk(report: (line: string) => void): Promise<void> {
  if (existsSync(PROGRAM)) return;
  report('installing wrk (apt)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args: string[]) => run('apt-get', args, { env, maxBuffer: 1 << 26 });
  const install = () =>
    aptGet('install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', 'wrk');
  try {
    await install();
  } catch {
    // Old package lists are the usual cause. The second try throws any other error.
    await aptGet('update');
    await install();
  }
}

/**
 * Loads a server with 16 connections from one thread for that many seconds.
 * @throws Error when a single answer is missing or not 2xx
 */
export async function loadWithWrk(options: WrkOptions): Promise<WrkResult> {
  const { origin, requests, seconds, folder } = options;
  const list = path.join(folder, 'requests.txt');
  writeFileSync(list, requests.map(({ path: file, userAgent }) => `${file}\t${userAgent}\n`).join(''));
  const wrk = [PROGRAM, '-t1', '-c16', `-d${seconds}s`, '--timeout', '10s', '-s', SCRIPT, origin, '--', list];
  const command = ['--pdeathsig', 'KILL', ...wrk];
  const limit = { timeout: (seconds + 30) * 1_000, killSignal: 'SIGKILL' as const };
  const { stdout } = await run('setpriv', command, limit);
  const line = stdout.split('\n').find((each) => each.startsWith('{'));
  const result = wrkResult.parse(JSON.parse(line ?? 'null'));
  if (result.failed > 0)
    throw new Error(`${result.failed} of ${result.requests} requests to ${origin} failed`);
  return { ...result, perSecond: result.requests / (result.microseconds / 1e6) };
}

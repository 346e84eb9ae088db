import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail2banFolder } from './paths.cjs';

/** A log line that a filter matches. */
export interface Match {
  readonly address: string;
  /** Epoch milliseconds, read from the line. */
  readonly at: number;
}

const run = promisify(execFile);

/**
 * Applies a filter (a file of `/etc/fail2ban/filter.d`) to log lines with fail2ban's own `fail2ban-regex`.
 * @throws Error with its output when it rejects the filter
 */
export async function fail2banRegex(filter: string, lines: readonly string[]): Promise<Match[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hotdesk-fail2ban-'));
  const [log, conf] = [join(folder, 'hotdesk.log'), join(folder, 'hotdesk.conf')];
  writeFileSync(log, lines.map((line) => `${line}\n`).join(''));
  writeFileSync(conf, filter);
  try {
    return matchesIn((await run('/usr/bin/python3', command(log, conf), { env: environment() })).stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function command(log: string, conf: string): string[] {
  const root = fail2banFolder();
  return [
    join(root, 'usr/bin/fail2ban-regex'),
    ...['--config', join(root, 'etc/fail2ban')],
    ...['--out', '<ip> <time>'],
    log,
    conf,
  ];
}

/** The package is unpacked but not installed, so Python needs the path of its modules. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    PYTHONPATH: join(fail2banFolder(), 'usr/lib/python3/dist-packages'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** The output has one line per match; errors in the filter go there too. */
function matchesIn(output: string): Match[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, address, seconds] = /^(\S+) (\d+(?:\.\d+)?)$/.exec(line.trim()) ?? [];
    if (address === undefined) throw new Error(`unexpected output of fail2ban-regex: ${output}`);
    return { address, at: Math.round(Number(seconds) * 1_000) };
  });
}

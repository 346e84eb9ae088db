import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail2banFolder } from './paths.cjs';

/** What fail2ban makes of a line. */
export interface Match {
  readonly address: string;
  /** Epoch milliseconds, from the line itself. */
  readonly at: number;
}

const run = promisify(execFile);

/**
 * Reads log lines with a filter, as `/etc/fail2ban/filter.d/*.conf` has them, through fail2ban's own `fail2ban-regex`.
 * @throws Error with what it printed when it takes no such filter
 */
export async function fail2banRegex(filter: string, lines: readonly string[]): Promise<Match[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hotdesk-fail2ban-'));
  const [log, conf] = [join(folder, 'hotdesk.log'), join(folder, 'hotdesk.conf')];
  writeFileSync(log, lines.map((line) => `${line}\n`).join(''));
  writeFileSync(conf, filter);
  try {
    return matches((await run('/usr/bin/python3', command(log, conf), { env: environment() })).stdout);
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

/** The package is unpacked and not installed: Python has to be told where its modules are. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    PYTHONPATH: join(fail2banFolder(), 'usr/lib/python3/dist-packages'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** One line for each match; a complaint about the filter is printed there too. */
function matches(printed: string): Match[] {
  const found = printed.split('\n').filter((line) => line.trim() !== '');
  return found.map((line) => {
    const [, address, seconds] = /^(\S+) (\d+(?:\.\d+)?)$/.exec(line.trim()) ?? [];
    if (address === undefined) throw new Error(`fail2ban-regex prints: ${printed}`);
    return { address, at: Math.round(Number(seconds) * 1_000) };
  });
}

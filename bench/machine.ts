import { readFileSync } from 'node:fs';
import os from 'node:os';

/** A description of this machine, as lines of text. */
export function machineLines(): string[] {
  const cpus = os.cpus();
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? os.type();
  return [
    `${cpus.length} cores, ${cpus[0]?.model ?? 'unknown CPU'}, ${(os.totalmem() / 2 ** 30).toFixed(1)} GiB of RAM`,
    `${system}, Linux ${os.release()}, Node ${process.version}`,
  ];
}

/** The load average of the last minute and of the last five. */
export function loadLine(when: string): string {
  const [one = 0, five = 0] = os.loadavg();
  return `load ${when}: ${one.toFixed(2)} (1 minute), ${five.toFixed(2)} (5 minutes)`;
}

import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Installs what the lab needs and this machine lacks. */
export function installLab(): void {
  const install = path.join(path.dirname(__dirname), 'test', 'lab', 'install.mjs');
  execFileSync(process.execPath, [install], { stdio: ['ignore', 'inherit', 'inherit'] });
}

// The `globalSetup` of jest's lab project: writes the versions of the lab's programs once, before the first suite.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import paths from './paths.cjs';

const run = promisify(execFile);

const fail2ban = join(paths.fail2banFolder(), 'usr/bin/fail2ban-regex');
const fail2banModules = join(paths.fail2banFolder(), 'usr/lib/python3/dist-packages');

/** Name, command and pattern of the version in its output. */
const PROGRAMS = [
  ['Asterisk', ['chroot', paths.asteriskRoot(22), '/usr/sbin/asterisk', '-V'], /Asterisk (\S+)/],
  ['Asterisk', ['chroot', paths.asteriskRoot(16), '/usr/sbin/asterisk', '-V'], /Asterisk (\S+)/],
  ['MariaDB', ['mariadbd', '--version'], /Ver (\S+)/],
  ['Linphone', ['linphonec', '--version'], /version: (\S+)/],
  ['fail2ban', ['env', `PYTHONPATH=${fail2banModules}`, '/usr/bin/python3', fail2ban, '-V'], /(\S+)/],
];

export default async function reportVersions() {
  const all = await Promise.all(PROGRAMS.map(versionOf));
  process.stderr.write(`lab: Node ${process.version.slice(1)}, ${all.join(', ')}\n`);
}

async function versionOf([name, [command, ...args], pattern]) {
  const { stdout, stderr } = await run(command, args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
  const version = pattern.exec(stdout + stderr)?.[1];
  if (!version) throw new Error(`no version in the output of ${command}: ${stdout}${stderr}`);
  return `${name} ${version}`;
}

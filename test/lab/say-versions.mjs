// jest's `globalSetup` of the lab: once a run, before its first suite, it says on which versions the suites run.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import paths from './paths.cjs';

const run = promisify(execFile);

const fail2ban = join(paths.fail2banFolder(), 'usr/bin/fail2ban-regex');
const fail2banModules = join(paths.fail2banFolder(), 'usr/lib/python3/dist-packages');

/** The commands that print a version, and where in their output it stands. */
const programs = [
  ['Asterisk', ['chroot', paths.asteriskRoot(22), '/usr/sbin/asterisk', '-V'], /Asterisk (\S+)/],
  ['Asterisk', ['chroot', paths.asteriskRoot(16), '/usr/sbin/asterisk', '-V'], /Asterisk (\S+)/],
  ['MariaDB', ['mariadbd', '--version'], /Ver (\S+)/],
  ['Linphone', ['linphonec', '--version'], /version: (\S+)/],
  ['fail2ban', ['env', `PYTHONPATH=${fail2banModules}`, '/usr/bin/python3', fail2ban, '-V'], /(\S+)/],
];

export default async function sayVersions() {
  const all = await Promise.all(programs.map(versionOf));
  process.stderr.write(`lab: Node ${process.version.slice(1)}, ${all.join(', ')}\n`);
}

async function versionOf([name, [command, ...args], pattern]) {
  const { stdout, stderr } = await run(command, args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
  const version = pattern.exec(stdout + stderr)?.[1];
  if (!version) throw new Error(`${command} prints no version: ${stdout}${stderr}`);
  return `${name} ${version}`;
}

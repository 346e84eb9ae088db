// Installs what the lab needs and the machine does not have: MariaDB, Linphone, PHP, fail2ban, and two small Debian roots with
// Asterisk 22 and Asterisk 16. Later runs reuse all of it, so only the first run takes time.
// As a command: node test/lab/install.mjs
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import paths from './paths.cjs';

const { asteriskRoot, fail2banFolder, labDir, mariadbTemplate } = paths;
const run = promisify(execFile);

// The "core" packages have the programs of MariaDB without its service: nothing starts on the host.
const packages = [
  { name: 'debootstrap', program: '/usr/sbin/debootstrap' },
  { name: 'mariadb-server-core', program: '/usr/sbin/mariadbd' },
  { name: 'mariadb-client-core', program: '/usr/bin/my_print_defaults' },
  { name: 'linphone-cli', program: '/usr/bin/linphonec' },
  { name: 'python3', program: '/usr/bin/python3' },
  // Runs the FreePBX module.
  { name: 'php-cli', program: '/usr/bin/php' },
];

// The Asterisk of bullseye is the last one with chan_sip.
const roots = [
  { version: 22, suite: 'sid', include: 'asterisk' },
  { version: 16, suite: 'bullseye', include: 'asterisk,asterisk-voicemail' },
];

// Written into a finished root; a root made of other packages has another marker and is built again.
const markerName = 'hotdesk-lab-complete';
const markerOf = ({ suite, include }) => `${suite} ${include}\n`;

/**
 * Installs the lab if needed. Safe to call at any time and from several processes at once.
 * @param {(line: string) => void} [log] gets one line per step
 * @returns {Promise<{ ready: true } | { ready: false, reason: string }>} reason: one sentence
 */
export async function installLab(log = () => {}) {
  if (isComplete()) return { ready: true };
  const obstacle = findObstacle();
  if (obstacle) return { ready: false, reason: obstacle };
  try {
    mkdirSync(labDir(), { recursive: true });
    await withLock(join(labDir(), 'install.lock'), log, async () => {
      await installPackages(log);
      await makeMariadbTemplate();
      await unpackFail2ban(log);
      const mirror = await mirrorOfApt();
      for (const root of roots) await makeRoot(root, mirror, log);
    });
    return { ready: true };
  } catch (error) {
    return { ready: false, reason: `The lab could not be installed: ${lastLineOf(error)}.` };
  }
}

function isComplete() {
  const isUnpacked = existsSync(fail2banFolder()) && existsSync(mariadbTemplate());
  return packages.every(isInstalled) && isUnpacked && roots.every(isMade);
}

function isInstalled({ program }) {
  return existsSync(program);
}

function isMade(root) {
  const marker = join(asteriskRoot(root.version), markerName);
  return existsSync(marker) && readFileSync(marker, 'utf8') === markerOf(root);
}

function findObstacle() {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version') || !existsSync('/usr/bin/apt-get')) {
    return 'The lab needs Debian, and this machine does not run it.';
  }
  if (process.getuid() !== 0) return 'The lab needs root, to install packages and to use chroot.';
  return null;
}

async function installPackages(log) {
  const missing = packages.filter((each) => !isInstalled(each)).map((each) => each.name);
  if (missing.length === 0) return;
  log(`Installing ${missing.join(', ')} (apt).`);
  await aptGet(
    ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...missing],
    log,
  );
}

async function aptGet(command, log, cwd = process.cwd()) {
  const options = { cwd, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 1 << 26 };
  try {
    await run('apt-get', command, options);
  } catch {
    // Old package lists are the usual cause; any other error comes back in the second try.
    log('Refreshing the package lists (apt).');
    await run('apt-get', ['update'], options);
    await run('apt-get', command, options);
  }
}

/** Unpacks the package without installing it, so that its service cannot ban addresses of this machine. */
async function unpackFail2ban(log) {
  if (existsSync(fail2banFolder())) return;
  const unfinished = `${fail2banFolder()}-unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  log('Unpacking fail2ban (apt).');
  await aptGet(['download', 'fail2ban'], log, unfinished);
  const [archive = ''] = readdirSync(unfinished);
  await run('dpkg-deb', ['--extract', join(unfinished, archive), unfinished]);
  rmSync(join(unfinished, archive));
  renameSync(unfinished, fail2banFolder());
}

/** Each instance gets a copy of this data folder: making one takes two seconds, copying it no time. */
async function makeMariadbTemplate() {
  if (existsSync(mariadbTemplate())) return;
  const unfinished = `${mariadbTemplate()}-unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await run('mariadb-install-db', [
    '--no-defaults',
    '--user=root',
    `--datadir=${unfinished}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--innodb-log-file-size=8M',
  ]);
  renameSync(unfinished, mariadbTemplate());
}

/** The Debian mirror that apt uses on this machine. */
async function mirrorOfApt() {
  const { stdout } = await run('apt-get', [
    'indextargets',
    '--format',
    '$(SITE) $(LABEL)',
    'Identifier: Packages',
    'Origin: Debian',
  ]);
  const line = stdout.split('\n').find((each) => each.endsWith(' Debian'));
  if (!line) throw new Error('apt has no Debian mirror set up');
  return line.slice(0, -' Debian'.length);
}

/** Builds the root in a folder beside its place, and moves it there when it is complete. */
async function makeRoot(root, mirror, log) {
  if (isMade(root)) return;
  const folder = asteriskRoot(root.version);
  for (const name of readdirSync(labDir())) {
    if (name.startsWith(`${basename(folder)}-unfinished-`)) await removeRoot(join(labDir(), name));
  }
  await removeRoot(folder);

  log(`Making a small Debian with Asterisk ${root.version} in ${folder}. This takes a minute or two.`);
  const unfinished = `${folder}-unfinished-${process.pid}`;
  const options = ['--variant=minbase', `--include=${root.include}`];
  // debootstrap must end with this process: the next run removes the unfinished folder.
  const command = ['--pdeathsig', 'KILL', 'debootstrap', ...options, root.suite, unfinished, mirror];
  await run('setpriv', command, { maxBuffer: 1 << 26 });
  await unmountBelow(unfinished);
  rmSync(join(unfinished, 'var/cache/apt/archives'), { recursive: true, force: true });
  writeFileSync(join(unfinished, markerName), markerOf(root));
  renameSync(unfinished, folder);
}

async function removeRoot(folder) {
  await unmountBelow(folder);
  // One file system only: never delete the content of a mount.
  await run('rm', ['-rf', '--one-file-system', folder]);
}

/** An interrupted debootstrap leaves its mounts behind. */
async function unmountBelow(folder) {
  const mounted = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${folder}/`));
  for (const point of mounted.reverse()) await run('umount', [point]);
}

async function withLock(file, log, work) {
  let notified = false;
  while (!takeLock(file)) {
    if (!notified) log('Another process is installing the lab; waiting for it.');
    notified = true;
    await sleep(500);
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function takeLock(file) {
  try {
    writeFileSync(file, identityOf(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isStale(file)) rmSync(file, { force: true });
    return false;
  }
}

function isStale(file) {
  const owner = readIfExists(file);
  // An empty lock was created just now and not yet written.
  return owner !== '' && owner !== identityOf(owner.split(' ')[0]);
}

/** Process id and start time, because ids are reused; empty without such a process. */
function identityOf(pid) {
  const stat = readIfExists(`/proc/${pid}/stat`);
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return stat === '' ? '' : `${pid} ${started}`;
}

function readIfExists(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  }
}

function lastLineOf(error) {
  const output = String(error.stderr || error.stdout || error.message).trim();
  return output.split('\n').at(-1).replace(/\.$/, '');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const outcome = await installLab((line) => console.log(line));
  console.log(outcome.ready ? 'The lab is ready.' : outcome.reason);
  process.exitCode = outcome.ready ? 0 : 1;
}

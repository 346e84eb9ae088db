import { execFile } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECT } from '../packaging/project-file';

const PHP_FILES = ['Hotdesk.class.php', 'Backup.php', 'Restore.php', 'Console/Hotdesk.class.php'];
const FREEPBX = path.join(__dirname, 'freepbx.php');
/** `nobody` on Debian: here the user of Asterisk and of the web server. */
const WEB_USER = { name: 'nobody', group: 'nogroup', uid: 65_534, gid: 65_534 };

/** How the process manager answers. */
type Pm2Fault = 'none' | 'error' | 'process';

export interface PhpResult {
  readonly code: number;
  readonly output: string;
}

/** A machine with the module: its folders, and its PHP in a FreePBX of our own words. */
export interface FreepbxMachine {
  readonly dataDir: string;
  readonly envFile: string;
  readonly folder: string;
  /** Calls a method of the module's class, or `backup <folder>`, `restore <folder>`, `console <word>...`. */
  php(action: string, ...words: readonly string[]): Promise<PhpResult>;
  /** What the service wrote to its standard error. */
  errorLog(): string;
  /** Ends the service and removes the machine. */
  remove(): Promise<void>;
}

export interface FreepbxMachineOptions {
  /** The text of freepbx.conf. */
  readonly freepbxConf?: string;
  readonly fault?: Pm2Fault;
  /** The version that `node` says; null: there is no node. Default: the one of this process. */
  readonly node?: string | null;
}

/** Puts the module on a machine as root does, who owns its files then. */
export function createFreepbxMachine(options: FreepbxMachineOptions = {}): FreepbxMachine {
  const { fault = 'none', node, freepbxConf = '' } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'hotdesk-module-'));
  const [lib, etc, log, module] = ['lib', 'etc', 'log', 'module'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const each of [lib, etc, log, path.join(module, 'Console')]) mkdirSync(each, { recursive: true });
  chownAll([folder, lib, etc, log]);
  for (const file of PHP_FILES) {
    if (existsSync(path.join(PROJECT, file))) cpSync(path.join(PROJECT, file), path.join(module, file));
  }
  symlinkSync(path.join(PROJECT, 'dist'), path.join(module, 'dist'));
  const known = path.join(folder, 'freepbx.json');
  const pm2 = path.join(folder, 'pm2.json');
  const settings = {
    ASTVARLIBDIR: lib,
    ASTETCDIR: etc,
    ASTLOGDIR: log,
    AMPASTERISKWEBUSER: WEB_USER.name,
    AMPASTERISKWEBGROUP: WEB_USER.group,
  };
  writeFileSync(known, JSON.stringify({ module, settings, pm2, fails: fault }));
  writeFileSync(path.join(folder, 'freepbx.conf'), freepbxConf);
  const env = {
    PATH: programsWith(path.join(folder, 'bin'), node),
    HOTDESK_TEST_FREEPBX: known,
    // On a real machine this is /etc/freepbx.conf, the default.
    HOTDESK_FREEPBX_CONF: path.join(folder, 'freepbx.conf'),
  };
  const php = (action: string, ...words: readonly string[]) => runPhp([FREEPBX, action, ...words], env);
  return {
    dataDir: path.join(lib, 'hotdesk'),
    envFile: path.join(etc, 'hotdesk.env'),
    folder,
    php,
    errorLog: () => readFileSync(path.join(log, 'hotdesk_err.log'), 'utf8'),
    async remove() {
      if (existsSync(pm2)) await php('stopFreepbx');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Others may enter: the folder of mkdtemp is for root alone. */
function chownAll(folders: readonly string[]): void {
  for (const each of folders) chownSync(each, WEB_USER.uid, WEB_USER.gid);
}

/** A PATH whose node is that of this process, says another version, or is missing. */
function programsWith(folder: string, node: string | null | undefined): string {
  mkdirSync(folder);
  if (node === null) return folder;
  const file = path.join(folder, 'node');
  const script = node === undefined ? `exec ${process.execPath} "$@"` : `echo ${node}`;
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`;
}

function runPhp(command: readonly string[], env: Record<string, string>): Promise<PhpResult> {
  return new Promise((resolve) => {
    execFile('/usr/bin/php', command, { env, timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? 1 : 0,
        output: stdout + stderr,
      });
    });
  });
}

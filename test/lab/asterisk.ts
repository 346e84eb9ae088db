import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AmiAccess, isFullyBooted } from './ami-boot';
import { confFiles, type LabExtension, type LabPlan } from './asterisk-conf';
import { type Child, startChild } from './child';
import { freePort } from './free-port';
import { newInstanceFolder } from './instance-folder';
import { asteriskRoot } from './paths.cjs';
import { until } from './until';

export type { AmiAccess, LabExtension };

/** Options of `startAsterisk`. */
export interface LabAsteriskOptions {
  readonly version: 22 | 16;
  readonly extensions: readonly LabExtension[];
  /** Sets `[global] default_outbound_endpoint`, which a NOTIFY to a bare URI needs; true by default. */
  readonly defaultOutboundEndpoint?: boolean;
  /** Seconds between two OPTIONS to each phone; 0 (never) by default. FreePBX uses 60. */
  readonly qualifySeconds?: number;
  /** Content of voicemail.conf. */
  readonly voicemail?: string;
  /** More files for the configuration folder, by name. They replace the lab's files of the same name. */
  readonly extraConf?: Readonly<Record<string, string>>;
}

/** A running Asterisk with its own configuration, database and ports on 127.0.0.1. */
export interface LabAsterisk {
  readonly version: 22 | 16;
  readonly ami: AmiAccess;
  /** UDP port of PJSIP. */
  readonly sipPort: number;
  /** UDP port of chan_sip, which only version 16 has. */
  readonly chanSipPort: number;
  /** TCP port of the built-in HTTP server. */
  readonly httpPort: number;
  /** The configuration folder, as a path on this host. */
  readonly etcDir: string;
  readonly spoolDir: string;
  /** Runs a console command and returns its output. @throws Error when Asterisk does not run. */
  cli(command: string): Promise<string>;
  /** Stops it and removes all its files. May be called more than once. */
  stop(): Promise<void>;
  /** SIGKILL, like a crash; `restart` starts it again. */
  kill(): Promise<void>;
  /** Stops it if it runs, and starts it with the same ports and database. */
  restart(): Promise<void>;
  /** The last lines of its log and output. */
  logTail(): string;
}

const run = promisify(execFile);

/**
 * Starts an Asterisk and waits until it is fully booted.
 * @throws Error with the end of its log when it does not come up within 60 s
 */
export async function startAsterisk(options: LabAsteriskOptions): Promise<LabAsterisk> {
  const root = asteriskRoot(options.version);
  if (!existsSync(root))
    throw new Error(`no Asterisk ${options.version} in ${root}; run: node test/lab/install.mjs`);
  const chrootPath = `/lab/${newInstanceFolder(join(root, 'lab'))}`;
  const folder = join(root, chrootPath);
  const plan = await planFor(options);
  writeFiles(root, chrootPath, plan);

  const conf = `${chrootPath}/etc/asterisk.conf`;
  const command = ['chroot', root, '/usr/sbin/asterisk', '-C', conf];
  const ami: AmiAccess = {
    host: '127.0.0.1',
    port: plan.amiPort,
    user: plan.amiUser,
    secret: plan.amiSecret,
  };
  const logTail = () => `${tail(join(folder, 'log/full'))}${child.output()}`;
  const start = () => startChild([...command, '-f', '-n'], bareEnvironment);
  let child = await start();

  const lab: LabAsterisk = {
    version: options.version,
    ami,
    sipPort: plan.sipPort,
    chanSipPort: plan.chanSipPort,
    httpPort: plan.httpPort,
    etcDir: join(folder, 'etc'),
    spoolDir: join(folder, 'spool'),
    cli: async (consoleCommand) =>
      (await run('chroot', [...command.slice(1), '-n', '-rx', consoleCommand], { env: bareEnvironment }))
        .stdout,
    stop: async () => {
      await child.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => child.end('SIGKILL'),
    restart: async () => {
      await child.end('SIGTERM');
      rmSync(join(folder, 'log/full'), { force: true });
      child = await start();
      await untilReady();
    },
    logTail,
  };
  const untilReady = async () => {
    try {
      await until('Asterisk is ready', () => isReady(child, join(folder, 'log/full'), ami), 60_000);
    } catch (error) {
      const log = logTail();
      await lab.stop();
      throw new Error(`Asterisk ${options.version} did not come up:\n${log}`, { cause: error });
    }
  };
  await untilReady();
  return lab;
}

const bareEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };

async function planFor(options: LabAsteriskOptions): Promise<LabPlan> {
  return {
    version: options.version,
    extensions: options.extensions,
    defaultOutboundEndpoint: options.defaultOutboundEndpoint ?? true,
    qualifySeconds: options.qualifySeconds ?? 0,
    voicemail: options.voicemail ?? '[general]\nformat=wav\n\n[default]\n',
    extraConf: options.extraConf ?? {},
    amiPort: await freePort('tcp'),
    amiUser: 'hotdesk',
    amiSecret: randomBytes(12).toString('hex'),
    sipPort: await freePort('udp'),
    chanSipPort: await freePort('udp'),
    httpPort: await freePort('tcp'),
  };
}

function writeFiles(root: string, chrootPath: string, plan: LabPlan): void {
  const folder = join(root, chrootPath);
  for (const each of ['etc', 'run', 'log', 'spool', 'var', 'astdb', 'cache', 'keys']) {
    mkdirSync(join(folder, each), { recursive: true });
  }
  const files = { ...confFiles(plan), 'asterisk.conf': asteriskConf(chrootPath, root) };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'etc', name), content);
}

/** Programs and data come from the shared root; every instance writes to its own folders. */
function asteriskConf(chrootPath: string, root: string): string {
  return [
    '[directories]',
    `astmoddir => ${modulesFolder(root)}`,
    'astdatadir => /usr/share/asterisk',
    'astagidir => /usr/share/asterisk/agi-bin',
    'astsbindir => /usr/sbin',
    `astetcdir => ${chrootPath}/etc`,
    `astcachedir => ${chrootPath}/cache`,
    `astvarlibdir => ${chrootPath}/var`,
    `astdbdir => ${chrootPath}/astdb`,
    `astkeydir => ${chrootPath}/keys`,
    `astspooldir => ${chrootPath}/spool`,
    `astrundir => ${chrootPath}/run`,
    `astlogdir => ${chrootPath}/log`,
    '',
    '[options]',
    'verbose = 3',
    '',
  ].join('\n');
}

/** The modules folder differs between releases and processors, so it is read from the asterisk.conf of the package. */
function modulesFolder(root: string): string {
  const shipped = readFileSync(join(root, 'etc/asterisk/asterisk.conf'), 'utf8');
  const found = /^astmoddir => (.*)$/m.exec(shipped)?.[1];
  if (!found) throw new Error(`no astmoddir in the asterisk.conf of ${root}`);
  return found;
}

async function isReady(child: Child, log: string, ami: AmiAccess): Promise<boolean> {
  if (!child.isRunning()) throw new Error('the process ended');
  return (await isFullyBooted(ami)) && read(log).includes('Asterisk Ready');
}

function tail(file: string): string {
  return read(file).split('\n').slice(-200).join('\n');
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

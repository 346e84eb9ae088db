import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from './child';
import { newInstanceFolder } from './instance-folder';
import { labDir } from './paths.cjs';
import { until } from './until';

/** How the softphone shall be. */
export interface LabLinphoneOptions {
  /** Where it fetches its configuration at each start. */
  readonly configUri: string;
  /** Its UDP port; must be free. */
  readonly sipPort: number;
  /** The address that it listens on and sends from; 127.0.0.1 unless told. */
  readonly bind?: string;
}

/** A running Linphone with a home folder of its own. */
export interface LabLinphone {
  /** What it keeps between two starts: its rc file, as text. */
  storedConfig(): string;
  /** Its own log since the last start. */
  log(): string;
  /** Ends and starts it, with all that it had stored: its way to fetch its configuration again. */
  restart(): Promise<void>;
  /** SIGKILL, as a pulled plug would be: it does not unregister. `restart` brings it back. */
  kill(): Promise<void>;
  /** Ends it, which unregisters it, and removes its home. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts a Linphone and waits until it has asked for its configuration, whatever the answer was, and has its SIP port
 * open. It registers soon after.
 * @throws Error with its log when it does not come up within 30 s
 */
export async function startLinphone(options: LabLinphoneOptions): Promise<LabLinphone> {
  const parent = join(labDir(), 'linphone');
  const home = join(parent, newInstanceFolder(parent));
  const rc = join(home, 'rc');
  const logFile = join(home, 'log');
  makeHome(home);
  writeFileSync(rc, rcFile(options));

  const log = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');
  const start = async (): Promise<Child> => {
    rmSync(logFile, { force: true });
    const started = await startChild(['linphonec', '-c', rc, '-d', '6', '-l', logFile], environment(home));
    await until('Linphone has its SIP port open', () => isReady(started, log()));
    return started;
  };
  const removeHome = () => rmSync(home, { recursive: true, force: true });

  let child = await start().catch((error: unknown) => {
    const said = log();
    removeHome();
    throw new Error(`Linphone did not come up:\n${said}`, { cause: error });
  });
  return {
    storedConfig: () => readFileSync(rc, 'utf8'),
    log,
    restart: async () => {
      await child.end('SIGTERM');
      child = await start();
    },
    kill: () => child.end('SIGKILL'),
    stop: async () => {
      await child.end('SIGTERM');
      removeHome();
    },
  };
}

/** Linphone makes its files, but not these folders, and misses them. */
function makeHome(home: string): void {
  for (const each of ['.local/share/linphone', '.linphone-usr-crt', 'run']) {
    mkdirSync(join(home, each), { recursive: true });
  }
}

function rcFile({ configUri, sipPort, bind = '127.0.0.1' }: LabLinphoneOptions): string {
  return [
    '[misc]',
    `config-uri=${configUri}`,
    '[sip]',
    `sip_port=${sipPort}`,
    'sip_tcp_port=0',
    'sip_tls_port=0',
    'use_ipv6=0',
    `bind_address=${bind}`,
    '',
  ].join('\n');
}

/** PulseAudio's library would else leave a folder in /tmp at each start. */
function environment(home: string): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: home,
    XDG_RUNTIME_DIR: join(home, 'run'),
    PULSE_RUNTIME_PATH: join(home, 'run'),
  };
}

/** It opens its port once the question for its configuration is answered. */
function isReady(child: Child, log: string): boolean {
  if (!child.isRunning()) throw new Error('it ended by itself');
  return log.includes('Creating listening point');
}

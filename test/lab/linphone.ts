import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from './child';
import { newInstanceFolder } from './instance-folder';
import { labDir } from './paths.cjs';
import { until } from './until';

/** Options of `startLinphone`. */
export interface LabLinphoneOptions {
  /** The URL from which it fetches its configuration at each start. */
  readonly configUri: string;
  /** The UDP port; it must be free. */
  readonly sipPort: number;
  /** The address that it listens on and sends from; 127.0.0.1 by default. */
  readonly bind?: string;
}

/** A running Linphone with its own home folder. */
export interface LabLinphone {
  /** The rc file, which it keeps between two starts. */
  storedConfig(): string;
  /** Its log since the last start. */
  log(): string;
  /** Stops and starts it with its stored settings. Linphone fetches its configuration only at a start. */
  restart(): Promise<void>;
  /** SIGKILL, like a power cut: it does not unregister. `restart` starts it again. */
  kill(): Promise<void>;
  /** Stops it, which unregisters it, and removes its home folder. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts a Linphone and waits until it has requested its configuration, with any answer, and its SIP port is open. It
 * registers soon after.
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
    const text = log();
    removeHome();
    throw new Error(`Linphone did not come up:\n${text}`, { cause: error });
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

/** Linphone needs these folders and does not create them. */
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

/** The runtime paths keep PulseAudio's library from leaving a folder in /tmp at each start. */
function environment(home: string): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: home,
    XDG_RUNTIME_DIR: join(home, 'run'),
    PULSE_RUNTIME_PATH: join(home, 'run'),
  };
}

/** It opens its port when its request for the configuration is answered. */
function isReady(child: Child, log: string): boolean {
  if (!child.isRunning()) throw new Error('the process ended');
  return log.includes('Creating listening point');
}

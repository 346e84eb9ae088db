import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { startChild } from './child';
import { freePort } from './free-port';
import { newInstanceFolder } from './instance-folder';
import { labDir, mariadbTemplate } from './paths.cjs';
import { until } from './until';

/** A running MariaDB on 127.0.0.1. */
export interface LabMariadb {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** `mysql://user:password@127.0.0.1:port/database` */
  url(database: string): string;
  /** Creates an empty database (utf8mb4, as in FreePBX) and returns its name on the server. */
  createDatabase(name: string): Promise<string>;
  /** Stops it and removes its data. May be called more than once. */
  stop(): Promise<void>;
  /** SIGKILL, like a crash; `restart` starts it again with its data. */
  kill(): Promise<void>;
  /** Stops it if it runs, and starts it with the same port and data. */
  restart(): Promise<void>;
  /** The end of its output. */
  logTail(): string;
}

export interface LabMariadbOptions {
  /** Where its folder is made. */
  readonly parent?: string;
  /** More options of the server. */
  readonly options?: readonly string[];
}

/**
 * Starts a MariaDB and waits until it answers queries.
 * @throws Error with the end of its output when it does not come up within 60 s
 */
export async function startMariadb({
  parent = join(labDir(), 'mariadb'),
  options = [],
}: LabMariadbOptions = {}): Promise<LabMariadb> {
  const template = mariadbTemplate();
  if (!existsSync(template))
    throw new Error(`no MariaDB template in ${template}; run: node test/lab/install.mjs`);
  const folder = join(parent, newInstanceFolder(parent));
  cpSync(template, join(folder, 'data'), { recursive: true });

  const access = {
    host: '127.0.0.1',
    port: await freePort('tcp'),
    user: 'hotdesk',
    password: randomBytes(12).toString('hex'),
  };
  writeFileSync(join(folder, 'users.sql'), usersSql(access.user, access.password));
  const start = () => startChild(['mariadbd', ...settings(folder, access.port), ...options], process.env);
  let child = await start();

  const untilReady = async () => {
    const isReady = async () => {
      if (!child.isRunning()) throw new Error('the process ended');
      return isListening(access);
    };
    try {
      await until('MariaDB answers queries', isReady, 60_000);
    } catch (error) {
      await lab.stop();
      throw new Error(`MariaDB did not come up:\n${child.output()}`, { cause: error });
    }
  };
  const lab: LabMariadb = {
    ...access,
    url: (database) => `mysql://${access.user}:${access.password}@${access.host}:${access.port}/${database}`,
    createDatabase: async (name) => {
      const connection = await createConnection(access);
      await createDatabase(connection, name).finally(() => connection.end());
      return name;
    },
    stop: async () => {
      await child.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => child.end('SIGKILL'),
    restart: async () => {
      await child.end('SIGTERM');
      child = await start();
      await untilReady();
    },
    logTail: () => child.output(),
  };
  await untilReady();
  return lab;
}

/** The template has the same log size; with another one each start would rewrite the log. */
const SMALL_INNODB = ['--innodb-log-file-size=8M', '--innodb-buffer-pool-size=32M'];

/** The relative socket path puts the socket into the data folder, whose full path may be too long for a socket. */
function settings(folder: string, port: number): string[] {
  return [
    '--no-defaults',
    '--user=root',
    `--datadir=${join(folder, 'data')}`,
    '--socket=lab.sock',
    '--pid-file=lab.pid',
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--init-file=${join(folder, 'users.sql')}`,
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--performance-schema=OFF',
    '--innodb-flush-log-at-trx-commit=2',
    // Faster. Safe when the server crashes, not when the machine does.
    '--innodb-flush-method=nosync',
    '--sync-frm=OFF',
    ...SMALL_INNODB,
  ];
}

function usersSql(user: string, password: string): string {
  return [
    `CREATE USER IF NOT EXISTS '${user}'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO '${user}'@'127.0.0.1' WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

async function isListening(access: {
  host: string;
  port: number;
  user: string;
  password: string;
}): Promise<boolean> {
  try {
    const connection = await createConnection(access);
    await connection.end();
    return true;
  } catch (error) {
    if (isConnectionRefused(error)) return false;
    throw error;
  }
}

/** `instanceof Error` fails here: jest gives tests another `Error` class than Node's own modules use. */
function isConnectionRefused(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ECONNREFUSED';
}

async function createDatabase(connection: Connection, name: string): Promise<void> {
  const quoted = connection.escapeId(name);
  await connection.query(`CREATE DATABASE ${quoted} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
}

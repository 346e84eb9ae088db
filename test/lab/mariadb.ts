import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { startChild } from './child';
import { freePort } from './free-port';
import { newInstanceFolder } from './instance-folder';
import { labDir, mariadbTemplate } from './paths.cjs';
import { until } from './until';

/** A running MariaDB of its own, on 127.0.0.1. */
export interface LabMariadb {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** `mysql://user:password@127.0.0.1:port/database` */
  url(database: string): string;
  /** Makes an empty database, in utf8mb4 as FreePBX's is, and says how the server calls it. */
  createDatabase(name: string): Promise<string>;
  /** Ends it and removes its data. May be called more than once. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would be; `restart` brings it back with its data. */
  kill(): Promise<void>;
  /** Ends it, if it runs, and starts it on the same port with the same data. */
  restart(): Promise<void>;
  /** The last lines of its output. */
  logTail(): string;
}

/**
 * Starts a MariaDB and waits until it takes queries.
 * @throws Error with the end of its output when it does not come up within 60 s
 */
export async function startMariadb(): Promise<LabMariadb> {
  const template = mariadbTemplate();
  if (!existsSync(template))
    throw new Error(`no MariaDB template in ${template}; run: node test/lab/install.mjs`);
  const parent = join(labDir(), 'mariadb');
  const folder = join(parent, newInstanceFolder(parent));
  cpSync(template, join(folder, 'data'), { recursive: true });

  const access = {
    host: '127.0.0.1',
    port: await freePort('tcp'),
    user: 'hotdesk',
    password: randomBytes(12).toString('hex'),
  };
  writeFileSync(join(folder, 'users.sql'), usersSql(access.user, access.password));
  const start = () => startChild(['mariadbd', ...settings(folder, access.port)], process.env);
  let child = await start();

  const untilReady = async () => {
    const isReady = async () => {
      if (!child.isRunning()) throw new Error('it ended by itself');
      return isListening(access);
    };
    try {
      await until('MariaDB takes queries', isReady, 60_000);
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

/** The template was made with the same log size; another one would make each start rewrite it. */
const smallInnodb = ['--innodb-log-file-size=8M', '--innodb-buffer-pool-size=32M'];

/** A socket with a relative path lands in the data folder, however deep that one is. */
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
    // A crash of the server loses nothing by it, one of the machine would.
    '--innodb-flush-method=nosync',
    '--sync-frm=OFF',
    ...smallInnodb,
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
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** Not `instanceof Error`: Node's own errors are none of the `Error` that jest gives to a test. */
function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ECONNREFUSED';
}

async function createDatabase(connection: Connection, name: string): Promise<void> {
  const quoted = connection.escapeId(name);
  await connection.query(`CREATE DATABASE ${quoted} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
}

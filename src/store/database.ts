import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Knex, knex } from 'knex';
import { migrationSource } from '../../sql/migrations';
import type { DatabaseConfig } from '../config/values';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { isMysqlDatabase } from './transaction';

const CONNECT_TIMEOUT_MS = 3_000;
const POOL = { min: 0, max: 8, acquireTimeoutMillis: 5_000 };

/** Connects lazily: a database that is down makes queries fail, not this call. */
export function connectDatabase(config: DatabaseConfig, log: Log): Knex {
  return config.kind === 'mysql' ? connectMysql(config, log) : connectSqlite(config.file, log);
}

const MIGRATIONS = { migrationSource, tableName: 'hotdesk_migrations' };
/** How long to wait while another instance migrates. */
const MIGRATION_LOCK_SECONDS = 60;

/**
 * Migrates our own tables (hotdesk_*) to this version, one instance at a time. Never touches FreePBX's tables. Errors:
 * the database, or another instance that holds the lock for a minute.
 */
export async function migrateDatabase(db: Knex): Promise<void> {
  if (!isMysqlDatabase(db)) return runMigrations(db);
  // The lock ends with its connection, so a killed instance does not block the others.
  await db.transaction(async (holder) => {
    const [[row]] = await holder.raw("SELECT GET_LOCK(CONCAT(DATABASE(), '.hotdesk'), ?) AS got", [
      MIGRATION_LOCK_SECONDS,
    ]);
    if (row?.got !== 1)
      throw new Error(`another instance has been migrating the tables for ${MIGRATION_LOCK_SECONDS} seconds`);
    try {
      await runMigrations(db);
    } finally {
      await holder.raw("SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.hotdesk'))");
    }
  });
}

async function runMigrations(db: Knex): Promise<void> {
  await db.migrate.forceFreeMigrationsLock(MIGRATIONS);
  await db.migrate.latest(MIGRATIONS);
}

function connectMysql(config: Extract<DatabaseConfig, { kind: 'mysql' }>, log: Log): Knex {
  const where = config.socketPath
    ? { socketPath: config.socketPath }
    : { host: config.host, port: config.port };
  return knex({
    client: 'mysql2',
    connection: {
      ...where,
      user: config.user,
      password: config.password,
      database: config.database,
      charset: 'utf8mb4',
      connectTimeout: CONNECT_TIMEOUT_MS,
      enableKeepAlive: true,
    },
    pool: POOL,
    log: knexLog(log),
  });
}

function connectSqlite(file: string, log: Log): Knex {
  if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true });
  return knex({
    client: libsqlClient(),
    connection: { filename: file },
    useNullAsDefault: true,
    // SQLite has one writer at a time. With one connection the pool queues the writers.
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: { pragma(text: string): unknown }, done: (error: Error | null) => void) => {
        connection.pragma('journal_mode = WAL');
        connection.pragma('foreign_keys = ON');
        done(null);
      },
    },
    log: knexLog(log),
  });
}

/**
 * knex's better-sqlite3 dialect over `libsql`, which has the same interface and needs no compiler. It is an optional
 * dependency, so it is loaded only when used.
 */
function libsqlClient(): typeof Knex.Client {
  const BetterSqlite3: typeof Knex.Client = require('knex/lib/dialects/better-sqlite3');
  class LibsqlClient extends BetterSqlite3 {
    _driver(): unknown {
      return require('libsql');
    }
  }
  Object.assign(LibsqlClient.prototype, { driverName: 'libsql' });
  return LibsqlClient;
}

/** By default knex writes pool errors to the console. */
function knexLog(log: Log): Knex.Logger {
  const write = (level: 'debug' | 'warn') => (message: unknown) =>
    log[level](
      { event: 'database.driver-message', knex: errorText(message) },
      'message of the database driver',
    );
  return { debug: write('debug'), warn: write('warn'), error: write('warn'), deprecate: write('debug') };
}

/** Reports the duration of each successful statement, in milliseconds. */
export function watchQueryTimes(db: Knex, report: (milliseconds: number) => void): void {
  const startedAt = new Map<string, number>();
  db.on('query', ({ __knexQueryUid: id }: { __knexQueryUid: string }) =>
    startedAt.set(id, performance.now()),
  );
  db.on('query-response', (_response: unknown, { __knexQueryUid: id }: { __knexQueryUid: string }) => {
    const start = startedAt.get(id);
    if (startedAt.delete(id) && start !== undefined) report(performance.now() - start);
  });
  db.on('query-error', (_error: unknown, { __knexQueryUid: id }: { __knexQueryUid: string }) =>
    startedAt.delete(id),
  );
}

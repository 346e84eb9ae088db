import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Knex, knex } from 'knex';
import type { DatabaseConfig } from '../config/values';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { toDatabaseError } from './database-error';
import { createMysqlClient, type PooledConnection, STATEMENT_LIMIT_MS } from './mysql-client';

export { migrateDatabase } from './migrate';

const CONNECT_TIMEOUT_MS = 3_000;
/** An idle connection, or one that waits for a long change of a table, notices so that the server is gone. */
const KEEP_ALIVE_AFTER_MS = 10_000;
const ACQUIRE_TIMEOUT_MS = 5_000;
const CONNECTIONS = 8;
const ADMIN_CONNECTIONS = 3;

type MysqlConfig = Extract<DatabaseConfig, { kind: 'mysql' }>;

/** Connects lazily: a database that is down makes queries fail, not this call. */
export function connectDatabase(config: DatabaseConfig, log: Log): Knex {
  return config.kind === 'mysql' ? connectMysql(config, CONNECTIONS, log) : connectSqlite(config.file, log);
}

/** An empty database in memory, for work of a moment. */
export function connectScratch(): Knex {
  const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return connectSqlite(':memory:', silent);
}

/**
 * Connections for the admin API alone, so that its queries keep no phone waiting for a connection. SQLite has one writer
 * and one connection: there it is `db` itself.
 */
export function connectAdminDatabase(config: DatabaseConfig, db: Knex, log: Log): Knex {
  return config.kind === 'mysql' ? connectMysql(config, ADMIN_CONNECTIONS, log) : db;
}

function connectMysql(config: MysqlConfig, connections: number, log: Log): Knex {
  const where = config.socketPath
    ? { socketPath: config.socketPath }
    : { host: config.host, port: config.port };
  return knex({
    client: createMysqlClient({ statementLimitMs: STATEMENT_LIMIT_MS, limitsOnServer: true }),
    // knex would ask the server, and never again where that one question got no answer.
    version: 'latest',
    connection: {
      ...where,
      user: config.user,
      password: config.password,
      database: config.database,
      charset: 'utf8mb4',
      connectTimeout: CONNECT_TIMEOUT_MS,
      enableKeepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS,
    },
    pool: { min: 0, max: connections, acquireTimeoutMillis: ACQUIRE_TIMEOUT_MS },
    log: knexLog(log),
  });
}

function connectSqlite(file: string, log: Log): Knex {
  if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true });
  return knex({
    client: libsqlClient(file),
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
function libsqlClient(file: string): typeof Knex.Client {
  const BetterSqlite3: typeof Knex.Client = require('knex/lib/dialects/better-sqlite3');
  class LibsqlClient extends BetterSqlite3 {
    _driver(): unknown {
      return require('libsql');
    }

    override async query(connection: PooledConnection, statement: string | { readonly sql: string }) {
      try {
        return await super.query(connection, statement);
      } catch (error) {
        // The failed statement stays open in libsql, and with it what it read: each later change would fail, too.
        if (file !== ':memory:') connection.__knex__disposed = 'a statement failed';
        throw toDatabaseError(error, typeof statement === 'string' ? statement : statement.sql);
      }
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

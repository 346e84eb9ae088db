import type { Socket } from 'node:net';
import { setImmediate as afterReads } from 'node:timers/promises';
import type { Knex } from 'knex';
import { errorCode } from '../lib/errors';
import { settledWithin } from '../lib/settled-within';
import {
  DatabaseError,
  NO_ANSWER,
  NO_FREE_CONNECTION,
  SILENT,
  STATEMENT_TIMEOUT,
  toDatabaseError,
} from './database-error';
import { createSilence } from './silence';

/** How long a statement may take, in milliseconds. After that its connection is given up. */
export const STATEMENT_LIMIT_MS = 10_000;
/** A connection that was silent for this long must answer a ping before it is used again. */
const PING_AFTER_MS = 2_000;
/** How long a ping, the setup or the end of a connection may take. */
const SHORT_LIMIT_MS = 1_000;

/**
 * mysql2 escapes values with backslashes, which the modes of the server must not switch off. And a value that does not fit
 * is an error, on any server.
 */
const SQL_MODE = "SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";
/**
 * The server ends slow statements and waits for locks before we give up their connection, and transactions of an instance
 * that has vanished, with their locks. Only MariaDB reads the comments.
 */
const SESSION_LIMITS =
  `SET ${SQL_MODE}, SESSION innodb_lock_wait_timeout = 5` +
  ' /*M!100101 , SESSION max_statement_time = 8 */ /*M!100301 , SESSION idle_transaction_timeout = 5 */';
const NO_SESSION_LIMITS = `SET ${SQL_MODE}, SESSION innodb_lock_wait_timeout = 50`;

/** What the server answers when it ends a statement, or its wait for a lock. */
const TIMEOUT_CODES = new Set([STATEMENT_TIMEOUT, 'ER_LOCK_WAIT_TIMEOUT']);

/** When one of these fails, a transaction may still be open. The next BEGIN on its connection would commit it. */
const BEGINS_OR_ENDS = /^\s*(begin|commit|rollback)\b/i;

/** A connection of a pool. */
export interface PooledConnection {
  /** knex never uses a connection again that has this. */
  __knex__disposed?: unknown;
}

/** The parts of a mysql2 connection that we use. */
interface MysqlConnection extends PooledConnection {
  readonly stream: Socket;
  query(sql: string, done: (error: unknown) => void): void;
  ping(done: (error: unknown) => void): void;
}

export interface MysqlClientOptions {
  /** How long a statement may take, in milliseconds. */
  readonly statementLimitMs: number;
  /** Whether the server gets limits, too. Changing a big table may take longer than them. */
  readonly limitsOnServer: boolean;
}

/**
 * knex's client of mysql2, which gives up connections that do not answer. TCP alone notices only after a quarter of an
 * hour that a server has vanished. Its errors contain no values.
 */
export function createMysqlClient({
  statementLimitMs,
  limitsOnServer,
}: MysqlClientOptions): typeof Knex.Client {
  const Mysql2: typeof Knex.Client = require('knex/lib/dialects/mysql2');
  const answeredAt = new WeakMap<MysqlConnection, number>();
  /** When a connection did not answer, the others that have been silent since then are probably dead, too. */
  let unansweredSince = Number.NEGATIVE_INFINITY;
  const silence = createSilence(() => performance.now());
  const lateError = (code: string, sql: string) => new DatabaseError(silence.isSilent() ? SILENT : code, sql);

  /** Waits for the answer. After the limit it destroys the connection, which makes the work fail. Errors: DatabaseError. */
  async function answerWithin<T>(
    connection: MysqlConnection,
    limitMs: number,
    sql: string,
    work: () => Promise<T>,
  ): Promise<T> {
    const askedAt = performance.now();
    let isLate = false;
    let isSettled = false;
    const giveUp = async () => {
      // After a busy or frozen time of our own, the answer may have arrived and not be read yet.
      await afterReads();
      if (isSettled) return;
      isLate = true;
      unansweredSince = Math.max(unansweredSince, askedAt);
      connection.__knex__disposed = 'no answer in time';
      connection.stream.destroy();
    };
    const timer = setTimeout(giveUp, limitMs);
    try {
      return await work();
    } catch (error) {
      throw isLate ? lateError(NO_ANSWER, sql) : toDatabaseError(error, sql);
    } finally {
      isSettled = true;
      clearTimeout(timer);
      if (!connection.stream.destroyed) answeredAt.set(connection, performance.now());
    }
  }

  const ask = (connection: MysqlConnection, sql: string, ask: (done: (error: unknown) => void) => void) =>
    answerWithin(
      connection,
      SHORT_LIMIT_MS,
      sql,
      () => new Promise<void>((resolve, reject) => ask((error) => (error ? reject(error) : resolve()))),
    );

  return class MysqlClient extends Mysql2 {
    override query(connection: MysqlConnection, statement: string | { readonly sql: string }) {
      const sql = typeof statement === 'string' ? statement : statement.sql;
      const run = async () => {
        try {
          return await super.query(connection, statement);
        } catch (error) {
          if (BEGINS_OR_ENDS.test(sql)) connection.__knex__disposed = 'a transaction did not begin or end';
          throw error;
        }
      };
      return silence.watch(() => answerWithin(connection, statementLimitMs, sql, run), isAnswer);
    }

    override async acquireConnection(): Promise<unknown> {
      try {
        return await super.acquireConnection();
      } catch (error) {
        if (!(error instanceof Error && error.name === 'KnexTimeoutError')) throw error;
        await afterReads();
        throw lateError(NO_FREE_CONNECTION, 'connect');
      }
    }

    override acquireRawConnection(): Promise<MysqlConnection> {
      return silence.watch(async () => {
        const connection: MysqlConnection = await super.acquireRawConnection();
        const limits = limitsOnServer ? SESSION_LIMITS : NO_SESSION_LIMITS;
        try {
          await ask(connection, limits, (done) => connection.query(limits, done));
        } catch (error) {
          connection.stream.destroy();
          throw error;
        }
        return connection;
      }, isAnswer);
    }

    override async validateConnection(connection: MysqlConnection): Promise<boolean> {
      const at = answeredAt.get(connection) ?? Number.NEGATIVE_INFINITY;
      if (!(await super.validateConnection(connection)) || at <= unansweredSince) return false;
      if (performance.now() - at < PING_AFTER_MS) return true;
      const ping = () => ask(connection, 'ping', (done) => connection.ping(done));
      return silence.watch(ping, isAnswer).then(
        () => true,
        () => false,
      );
    }

    /** Says goodbye, but does not wait for a server that does not answer. */
    override async destroyRawConnection(connection: MysqlConnection): Promise<void> {
      if (!connection.stream.destroyed)
        await settledWithin(super.destroyRawConnection(connection), SHORT_LIMIT_MS);
      connection.stream.destroy();
    }
  };
}

/** Whether the database did its work. Where it only ended what took too long, it did not. */
function isAnswer(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  return code.startsWith('ER_') && !TIMEOUT_CODES.has(code);
}

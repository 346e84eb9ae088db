import type { Knex } from 'knex';
import type { Environment, ReadFile } from '../config/environment';
import type { Log } from '../desk/ports/log';
import { connectDatabase } from '../store/database';
import { blameDatabase } from './blame-database';
import { type BaseConfig, readConfig } from './config';

/** What a command of the command line works with on the machine of the service. */
export interface Maintenance {
  readonly config: BaseConfig;
  readonly db: Knex;
  /** Does a step whose errors are the database's. @throws ConfigError that names its setting, or DatabaseUnreachable */
  inDatabase<T>(step: () => Promise<T>): Promise<T>;
}

const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Gives the work the settings of the service and its database. @throws ConfigError for a wrong setting, and what the work throws */
export async function withMaintenance<T>(
  env: Environment,
  readFile: ReadFile,
  work: (tools: Maintenance) => Promise<T>,
): Promise<T> {
  const config = readConfig(env, readFile);
  const db = connectDatabase(config.database, SILENT);
  try {
    return await work({ config, db, inDatabase: (step) => blameDatabase(config, step) });
  } finally {
    await db.destroy();
  }
}

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { LabAsterisk, LabAsteriskOptions } from './asterisk';
import type { LabMariadb } from './mariadb';
import type { LabServers } from './servers';

declare global {
  /** `test/lab/environment.ts` sets it. */
  var labServers: LabServers;
}

/**
 * The MariaDB of this jest worker, with databases of this suite's own: another suite may use the same names. `stop` drops
 * them. A suite that kills or restarts the server starts its own with `startMariadb`.
 */
export async function shareMariadb(): Promise<LabMariadb> {
  const server = await labServers.mariadb();
  const prefix = `s${randomBytes(4).toString('hex')}_`;
  const made: string[] = [];
  return {
    ...server,
    url: (database) => server.url(`${prefix}${database}`),
    createDatabase: async (name) => {
      const real = await server.createDatabase(`${prefix}${name}`);
      made.push(real);
      return real;
    },
    stop: () => dropDatabases(server, made.splice(0)),
    kill: () => refuse('MariaDB'),
    restart: () => refuse('MariaDB'),
  };
}

async function dropDatabases(server: LabMariadb, names: readonly string[]): Promise<void> {
  const { host, port, user, password } = server;
  const connection = await createConnection({ host, port, user, password });
  try {
    for (const name of names) await connection.query(`DROP DATABASE ${connection.escapeId(name)}`);
  } finally {
    await connection.end();
  }
}

/**
 * The Asterisk of this jest worker that has such a configuration. `stop` leaves it for the next suite if it is as it was:
 * no registration, the same files, the same AstDB; else it ends it. A suite that kills or restarts it starts its own.
 */
export async function shareAsterisk(options: LabAsteriskOptions): Promise<LabAsterisk> {
  const server = await labServers.asterisk(options);
  const before = await stateOf(server);
  return {
    ...server,
    stop: async () => {
      if ((await stateOf(server)) !== before) await labServers.discardAsterisk(options);
    },
    kill: () => refuse('Asterisk'),
    restart: () => refuse('Asterisk'),
  };
}

/** What a suite may change: files, AstDB with the registrations in it, settings of the console, calls. */
async function stateOf(server: LabAsterisk): Promise<string> {
  const files = readdirSync(server.etcDir)
    .sort()
    .map((name) => `${name}\n${readFileSync(join(server.etcDir, name), 'utf8')}`);
  const asked = ['database show', 'pjsip show contacts', 'core show channels count', 'manager show settings'];
  const answers: string[] = [];
  for (const command of asked) answers.push(await server.cli(command));
  // The number of calls since the start is no state.
  return [...files, ...answers].join('\n').replace(/^\d+ calls? processed$/m, '');
}

function refuse(server: string): Promise<never> {
  return Promise.reject(new Error(`this ${server} is shared by suites; start an own one to end it`));
}

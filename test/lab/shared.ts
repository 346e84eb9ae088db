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
 * The shared MariaDB of this jest worker. Database names get a prefix, so that suites can use the same names; `stop` drops
 * the databases. A suite that kills or restarts the server needs its own: `startMariadb`.
 */
export async function shareMariadb(): Promise<LabMariadb> {
  const server = await labServers.mariadb();
  const prefix = `s${randomBytes(4).toString('hex')}_`;
  const created: string[] = [];
  return {
    ...server,
    url: (database) => server.url(`${prefix}${database}`),
    createDatabase: async (name) => {
      const fullName = await server.createDatabase(`${prefix}${name}`);
      created.push(fullName);
      return fullName;
    },
    stop: () => dropDatabases(server, created.splice(0)),
    kill: () => rejectShared('MariaDB'),
    restart: () => rejectShared('MariaDB'),
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
 * The shared Asterisk of this jest worker with these options. `stop` keeps it for the next suite if its state is unchanged
 * (no registrations, same files, same AstDB), else it stops it. A suite that kills or restarts it needs its own.
 */
export async function shareAsterisk(options: LabAsteriskOptions): Promise<LabAsterisk> {
  const server = await labServers.asterisk(options);
  const before = await stateOf(server);
  return {
    ...server,
    stop: async () => {
      if ((await stateOf(server)) !== before) await labServers.discardAsterisk(options);
    },
    kill: () => rejectShared('Asterisk'),
    restart: () => rejectShared('Asterisk'),
  };
}

/** Everything that a suite may change: files, AstDB with its registrations, console settings, calls. */
async function stateOf(server: LabAsterisk): Promise<string> {
  const files = readdirSync(server.etcDir)
    .sort()
    .map((name) => `${name}\n${readFileSync(join(server.etcDir, name), 'utf8')}`);
  const commands = [
    'database show',
    'pjsip show contacts',
    'core show channels count',
    'manager show settings',
  ];
  const answers: string[] = [];
  for (const command of commands) answers.push(await server.cli(command));
  // The number of calls since the start is not part of the state.
  return [...files, ...answers].join('\n').replace(/^\d+ calls? processed$/m, '');
}

function rejectShared(server: string): Promise<never> {
  return Promise.reject(
    new Error(`this ${server} is shared by suites; start your own to kill or restart it`),
  );
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { ConfigError } from '../config/config-error';
import { LEADER_LEASE } from '../desk/outbox/leader-election';
import { createLeases } from '../store/leases';

/** While we hold the lease of the leader, no instance is one. */
const LEASE_MS = 60_000;
/** A leader that was killed keeps its lease for 6 seconds. */
const WAIT_FOR_LEASE_MS = 8_000;
const TRY_EVERY_MS = 500;

/** Does the work while no instance of the service acts, and none begins to. @throws ConfigError while one runs */
export async function asOnlyInstance<T>(db: Knex, work: () => Promise<T>): Promise<T> {
  const leases = createLeases(db);
  const holder = randomUUID();
  for (let waited = 0; !(await leases.take(LEADER_LEASE, holder, LEASE_MS)); waited += TRY_EVERY_MS) {
    if (waited >= WAIT_FOR_LEASE_MS)
      throw new ConfigError(
        'The service is running with this database: stop it first, on FreePBX with `fwconsole stop hotdesk`. ' +
          '(After a command that was killed, wait a minute.)',
      );
    await sleep(TRY_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    await leases.release(LEADER_LEASE, holder);
  }
}

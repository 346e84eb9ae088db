import type { z } from 'zod';
import type { Log, LogFields } from '../../desk/ports/log';
import { errorText } from '../../lib/errors';
import { limitLines } from '../../lib/limit-lines';
import type { Operation } from '../http/operation';
import type { AdminDeps } from '../ports/deps';
import type { AdminStore } from '../ports/store';
import { pbxProblem } from './pbx-problem';
import { livenessResponse, readinessResponse } from './schema';
import { waitForDatabase } from './wait-for-database';

type HealthDeps = Pick<AdminDeps, 'asterisk' | 'desk' | 'log' | 'store'>;

const tags = ['Health'];

/** `/healthz` and `/readyz` for monitoring. They need no key and contain no personal data. */
export function healthOperations(deps: HealthDeps): Operation[] {
  return [liveness(), readiness(deps)];
}

function liveness(): Operation {
  return {
    method: 'get',
    path: '/healthz',
    scope: null,
    takesBody: false,
    document: {
      operationId: 'getHealth',
      tags,
      summary: 'Whether the process is alive',
      security: [],
      responses: {
        '200': {
          description: 'The process is alive.',
          content: { 'application/json': { schema: livenessResponse } },
        },
      },
    },
    handle: (_request, response) => {
      response.json({ alive: true });
    },
  };
}

function readiness({ store, asterisk, desk, log }: HealthDeps): Operation {
  const warn = limitLines<LogFields>((fields, message) => log.warn(fields, message));
  const content = { 'application/json': { schema: readinessResponse } };
  return {
    method: 'get',
    path: '/readyz',
    scope: null,
    takesBody: false,
    document: {
      operationId: 'getReadiness',
      tags,
      summary:
        'Whether logins work: the database accepts changes, Asterisk accepts commands and FreePBX is complete',
      security: [],
      responses: {
        '200': { description: 'Logins work.', content },
        '503': { description: 'Logins do not work; the body contains the cause.', content },
      },
    },
    async handle(_request, response) {
      const database = { ready: await databaseWorks(store, warn) };
      const { connected, version, problem } = asterisk.health();
      const isAsteriskReady = connected && problem === null;
      const missing = pbxProblem(desk.incompletePbx());
      const isReady = database.ready && isAsteriskReady && missing === null;
      const shown: z.input<typeof readinessResponse> = {
        ready: isReady,
        database,
        asterisk: { ready: isAsteriskReady, connected, version, problem },
        pbx: { ready: missing === null, problem: missing },
      };
      response.status(isReady ? 200 : 503).json(readinessResponse.parse(shown));
    },
  };
}

async function databaseWorks(store: Pick<AdminStore, 'checkWrite'>, warn: Log['warn']): Promise<boolean> {
  try {
    await waitForDatabase(store.checkWrite());
    return true;
  } catch (error) {
    warn({ event: 'database.unreachable', error: errorText(error) }, 'the database is out of order');
    return false;
  }
}

import { z } from 'zod';
import type { Log } from '../../desk/ports/log';
import type { Operation } from '../http/operation';
import type { HotdeskMetrics } from '../metrics/metrics';
import { documentProblems } from '../openapi/document-problems';
import type { AdminDeps } from '../ports/deps';
import type { AdminStore } from '../ports/store';

type HealthDeps = Pick<AdminDeps, 'asterisk' | 'clock' | 'metrics' | 'log' | 'store'>;

const TIMEOUT_MS = 3_000;
const tags = ['Health'];

const readyResponse = z
  .object({
    ready: z.boolean(),
    database: z.object({ ok: z.boolean() }),
    asterisk: z.object({
      ok: z.boolean(),
      connected: z.boolean(),
      version: z.string().nullable(),
      problem: z
        .object({ code: z.string(), message: z.string(), remedy: z.string() })
        .nullable()
        .describe('What an admin must fix, and how.'),
    }),
  })
  .meta({ id: 'Readiness' });

/** `/healthz`, `/readyz`, `/metrics` for monitoring. They need no key and contain no personal data. */
export function healthOperations(deps: HealthDeps): Operation[] {
  return [alive(), ready(deps), metrics(deps)];
}

function alive(): Operation {
  const shown = z.object({ alive: z.literal(true) });
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
        '200': { description: 'The process is alive.', content: { 'application/json': { schema: shown } } },
      },
    },
    handle: (_request, response) => {
      response.json({ alive: true });
    },
  };
}

function ready({ store, asterisk, log }: HealthDeps): Operation {
  const content = { 'application/json': { schema: readyResponse } };
  return {
    method: 'get',
    path: '/readyz',
    scope: null,
    takesBody: false,
    document: {
      operationId: 'getReadiness',
      tags,
      summary: 'Whether logins work: the database answers and Asterisk accepts commands',
      security: [],
      responses: {
        '200': { description: 'Logins work.', content },
        '503': { description: 'Logins do not work; the body contains the cause.', content },
      },
    },
    async handle(_request, response) {
      const database = { ok: await answers(store, log) };
      const { connected, version, problem } = asterisk.health();
      const ok = connected && problem === null;
      const isReady = database.ok && ok;
      const shown: z.input<typeof readyResponse> = {
        ready: isReady,
        database,
        asterisk: { ok, connected, version, problem },
      };
      response.status(isReady ? 200 : 503).json(readyResponse.parse(shown));
    },
  };
}

async function answers(store: Pick<AdminStore, 'ping'>, log: Log): Promise<boolean> {
  try {
    await inTime(store.ping());
    return true;
  } catch (error) {
    log.warn({ event: 'database.unreachable', reason: String(error) }, 'the database does not answer');
    return false;
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function metrics(deps: HealthDeps): Operation {
  return {
    method: 'get',
    path: '/metrics',
    scope: null,
    takesBody: false,
    document: {
      operationId: 'getMetrics',
      tags,
      summary: 'Metrics for Prometheus',
      security: [],
      responses: {
        '200': { description: 'The metrics.', content: { 'text/plain': { schema: z.string() } } },
        ...documentProblems(['internal']),
      },
    },
    async handle(_request, response) {
      await updateGauges(deps);
      const { registry } = deps.metrics;
      response.set('Content-Type', registry.contentType).send(await registry.metrics());
    },
  };
}

/** Updates the gauges that are read on demand. */
async function updateGauges({ store, asterisk, clock, metrics: figures, log }: HealthDeps): Promise<void> {
  figures.recordAsterisk(asterisk.health().connected);
  await recordCounts(store, figures, clock(), log);
}

async function recordCounts(
  store: Pick<AdminStore, 'counts'>,
  figures: Pick<HotdeskMetrics, 'recordCounts'>,
  now: number,
  log: Log,
): Promise<void> {
  try {
    figures.recordCounts(await inTime(store.counts()), now);
  } catch (error) {
    log.warn(
      { event: 'metrics.database-failed', reason: String(error) },
      'cannot read the metrics of the database',
    );
    figures.recordCounts(null, now);
  }
}

import type { Log } from '../../desk/ports/log';
import { errorText } from '../../lib/errors';
import { waitForDatabase } from '../health/wait-for-database';
import type { Operation } from '../http/operation';
import { documentProblems } from '../openapi/document-problems';
import type { AdminDeps } from '../ports/deps';
import type { AdminStore } from '../ports/store';
import type { HotdeskMetrics } from './metrics';
import { metricsResponse } from './schema';

type MetricsDeps = Pick<AdminDeps, 'asterisk' | 'metrics' | 'log' | 'store'>;

/** `/metrics` for Prometheus. It needs no key and contains no personal data. */
export function metricsOperation(deps: MetricsDeps): Operation {
  return {
    method: 'get',
    path: '/metrics',
    scope: null,
    takesBody: false,
    document: {
      operationId: 'getMetrics',
      tags: ['Metrics'],
      summary: 'Metrics for Prometheus',
      security: [],
      responses: {
        '200': { description: 'The metrics.', content: { 'text/plain': { schema: metricsResponse } } },
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
async function updateGauges({ store, asterisk, metrics: figures, log }: MetricsDeps): Promise<void> {
  figures.recordAsterisk(asterisk.health().connected);
  await recordCounts(store, figures, log);
}

async function recordCounts(
  store: Pick<AdminStore, 'counts'>,
  figures: Pick<HotdeskMetrics, 'recordCounts'>,
  log: Log,
): Promise<void> {
  try {
    figures.recordCounts(await waitForDatabase(store.counts()));
  } catch (error) {
    log.warn(
      { event: 'metrics.database-failed', error: errorText(error) },
      'cannot read the metrics of the database',
    );
    figures.recordCounts(null);
  }
}

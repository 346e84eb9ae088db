import { countLosses } from '../../desk/census/losses';
import type { Log, LogFields } from '../../desk/ports/log';
import { errorText } from '../../lib/errors';
import { limitLines } from '../../lib/limit-lines';
import { shareResult } from '../../lib/share-result';
import { waitForDatabase } from '../health/wait-for-database';
import type { Operation } from '../http/operation';
import { documentProblems } from '../openapi/document-problems';
import type { AdminDeps } from '../ports/deps';
import type { AdminStore } from '../ports/store';
import type { HotdeskMetrics } from './metrics';
import { metricsResponse } from './schema';

/** How long the counts are shared, in milliseconds. Anyone may ask `/metrics` at any rate. */
const SHARED_MS = 1_000;

type MetricsDeps = Pick<AdminDeps, 'asterisk' | 'desk' | 'metrics' | 'log' | 'store'>;

/** `/metrics` for Prometheus. It needs no key and contains no personal data. */
export function metricsOperation(deps: MetricsDeps): Operation {
  const counts = shareResult(SHARED_MS, () => deps.store.counts());
  const warn = limitLines<LogFields>((fields, message) => deps.log.warn(fields, message));
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
      await updateGauges({ ...deps, counts, warn });
      const { registry } = deps.metrics;
      response.set('Content-Type', registry.contentType).send(await registry.metrics());
    },
  };
}

/** Updates the gauges that are read on demand. */
async function updateGauges({
  counts,
  asterisk,
  desk,
  metrics: figures,
  warn,
}: MetricsDeps & Pick<AdminStore, 'counts'> & Pick<Log, 'warn'>): Promise<void> {
  figures.recordAsterisk(asterisk.health().connected);
  const incomplete = desk.incompletePbx();
  figures.recordLosses(incomplete && countLosses(incomplete.losses));
  await recordCounts(counts, figures, warn);
}

async function recordCounts(
  counts: AdminStore['counts'],
  figures: Pick<HotdeskMetrics, 'recordCounts'>,
  warn: Log['warn'],
): Promise<void> {
  try {
    figures.recordCounts(await waitForDatabase(counts()));
  } catch (error) {
    warn(
      { event: 'metrics.database-failed', error: errorText(error) },
      'cannot read the metrics of the database',
    );
    figures.recordCounts(null);
  }
}

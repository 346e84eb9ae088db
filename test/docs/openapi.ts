import { version } from '../../package.json';
import { createEventLog } from '../../src/admin/events/event-log';
import { allOperations } from '../../src/admin/http-app';
import { createMetrics } from '../../src/admin/metrics/metrics';
import { openApiDocument } from '../../src/admin/openapi/openapi';
import type { AdminDeps } from '../../src/admin/ports/deps';

/** docs/openapi.json, from the operations that the admin API registers. */
export const openApiPage = { file: 'docs/openapi.json', render: renderOpenApi };

/** Operations use their dependencies only when they are called, so the document needs none but the metrics. */
function renderOpenApi(): string {
  const deps = { version, metrics: createMetrics({ forProcess: false }) } as unknown as AdminDeps;
  const document = openApiDocument(allOperations(deps, createEventLog(1)), version);
  return `${JSON.stringify(document, null, 2)}\n`;
}

import { createMetrics } from '../../src/admin/metrics/metrics';

/** docs/metrics.md, from the registry that `/metrics` serves. */
export const metricsDocument = { file: 'docs/metrics.md', render: renderMetrics };

function renderMetrics(): string {
  const metrics = createMetrics({ forProcess: false }).registry.getMetricsAsArray();
  return `# Metrics

<!-- Made by \`npm run docs\` from src/admin/metrics/metrics.ts. Do not edit it by hand. -->

\`GET /metrics\` at the admin API serves these to Prometheus, without a key, and those of the Node process
(\`process_…\`, \`nodejs_…\`). Gauges of the tables are read at each request; counters begin at 0 with each start.

| metric | type | what |
|---|---|---|
${metrics.map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`).join('\n')}
`;
}

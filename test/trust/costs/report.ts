import type { Cost } from './measure';

/** With HOTDESK_COSTS=1, writes the worst input of each parser and listener. */
export function reportCosts(measured: ReadonlyMap<string, ReadonlyMap<string, Cost>>): void {
  if (process.env.HOTDESK_COSTS !== '1') return;
  const rows = [...measured].map(([name, costs]) => {
    const [slowest] = [...costs].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
    const megabytes = Math.max(...[...costs.values()].map((cost) => cost.megabytes));
    const growth = Math.max(...[...costs.values()].map((cost) => cost.growth));
    const [shape = '', cost] = slowest ?? [];
    return `| ${name} | ${shape} | ${cost?.milliseconds.toFixed(1)} | ${megabytes.toFixed(1)} | ${growth.toFixed(1)} |`;
  });
  const head = ['| what | slowest input | ms | most MB | most growth |', '|---|---|---|---|---|'];
  process.stdout.write(`${[...head, ...rows].join('\n')}\n`);
}

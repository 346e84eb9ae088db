import type { Figures } from '../../desk/passwords/figures';

/** The number of rows of each table. */
export type RowCounts = ReadonlyMap<string, number>;

/** With HOTDESK_COSTS=1, writes the rows after each week, and who was let in. */
export function reportFortnight(
  week: RowCounts,
  fortnight: RowCounts,
  figures: Figures,
  facts: readonly string[],
): void {
  if (process.env.HOTDESK_COSTS !== '1') return;
  const rows = [...fortnight].map(([table, count]) => `| \`${table}\` | ${week.get(table)} | ${count} |`);
  const head = ['| table | after 1 week | after 2 weeks |', '|---|---|---|'];
  process.stdout.write(`${[...facts, ...head, ...rows].join('\n')}\n${figures}`);
}

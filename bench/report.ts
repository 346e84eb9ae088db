import type { FetchFigures, FetchRound } from './fetches';
import { median, percentile, range, rounded } from './figures';
import type { Timed } from './load/shapes';
import type { VerifiedTimes } from './verified';

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Fetches per second, and their ratios to the first two targets, which are the peers. */
export function fetchTable(figures: readonly FetchFigures[]): string {
  const [phoneprov, ready] = figures;
  if (phoneprov === undefined || ready === undefined) throw new Error('the peers are missing');
  const rows = figures.map(({ target, bytes, rounds }) => [
    target.name,
    String(bytes),
    range(rounds.map(({ perSecond }) => perSecond)),
    rounded(ratio(rounds, phoneprov.rounds)),
    rounded(ratio(rounds, ready.rounds)),
    rounded(median(rounds.map(({ medianMicroseconds }) => medianMicroseconds)) / 1_000),
    rounded(median(rounds.map(({ p99Microseconds }) => p99Microseconds)) / 1_000),
    ...costCells(rounds),
  ]);
  const ratios = ['to `res_phoneprov`', 'to the buffer'];
  const head = ['what', 'bytes', 'fetches/s', ...ratios, 'median ms', '99 % ms', 'CPU ms', 'statements'];
  return table(head, rows);
}

/** The median of the ratios within each round: other load on the machine affects both of a round. */
function ratio(rounds: readonly FetchRound[], peer: readonly FetchRound[]): number {
  return median(rounds.map(({ perSecond }, index) => perSecond / (peer[index]?.perSecond ?? Number.NaN)));
}

function costCells(rounds: readonly FetchRound[]): string[] {
  const costs = rounds.flatMap(({ cost }) => (cost ? [cost] : []));
  if (costs.length === 0) return ['', ''];
  return [
    rounded(median(costs.map(({ cpuMilliseconds }) => cpuMilliseconds))),
    rounded(median(costs.map((cost) => cost.statements))),
  ];
}

/** Operations per second, of rounds of the same size. */
export function timedTable(named: readonly (readonly [string, readonly Timed[]])[]): string {
  const rows = named.map(([name, rounds]) => timedRow(name, rounds));
  return table(['what', 'a second', 'median ms', '95 % ms', 'failed'], rows);
}

function timedRow(name: string, rounds: readonly Timed[]): string[] {
  const each = rounds.flatMap((round) => round.each);
  return [
    name,
    range(rounds.map((round) => round.each.length / (round.total / 1_000))),
    rounded(median(each)),
    rounded(percentile(each, 0.95)),
    `${sum(rounds.map(({ failed }) => failed))} of ${sum(rounds.map(({ failed, each }) => failed + each.length))}`,
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}

/** Milliseconds from the submit to `verified`. */
export function verifiedTable(named: readonly (readonly [string, VerifiedTimes])[]): string {
  const rows = named.map(([name, { each, failed }]) => [
    name,
    ...[Math.min(...each), median(each), percentile(each, 0.95), Math.max(...each)].map(rounded),
    `${failed} of ${failed + each.length}`,
  ]);
  return table(['until `verified`', 'min ms', 'median ms', '95 % ms', 'max ms', 'failed'], rows);
}

/** Resident memory, in MiB. */
export function memoryTable(named: readonly (readonly [string, number])[]): string {
  return table(
    ['when', 'RSS MiB'],
    named.map(([name, bytes]) => [name, (bytes / 2 ** 20).toFixed(0)]),
  );
}

import type { BenchApp } from './bench-app';
import type { BootPlan } from './load/boot-plan';
import { type Timed, timedShape } from './load/shapes';
import { runLoad } from './load-process';
import type { BenchPhone } from './phones';

/** Boots phones, `inFlight` at a time, each from its own address and over its own connection. */
export async function bootAll(
  { service, folder }: BenchApp,
  phones: readonly BenchPhone[],
  inFlight: number,
): Promise<Timed> {
  const plan: BootPlan = { origin: service.origin, inFlight, phones: [...phones] };
  return timedShape.parse(JSON.parse(await runLoad('boot.ts', plan, folder, 300_000)));
}

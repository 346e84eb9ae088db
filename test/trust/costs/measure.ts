import { collectGarbage } from '../heap';

/** Handles one input, as the service does for a stranger. */
export type Run = () => unknown;

/** What one input costs at the limit. Other programs on the machine do not count: this is the CPU time of the process. */
export interface Cost {
  readonly milliseconds: number;
  readonly megabytes: number;
  /** The milliseconds at the limit, divided by those of a quarter of it: 4 for a linear parser. */
  readonly growth: number;
}

/** Design, section 4: "Whatever a stranger can send costs at most 50 ms and 32 MB". */
export const MAX_MILLISECONDS = 50;
export const MAX_MEGABYTES = 32;
/** A linear parser has 4, a quadratic one 16. */
export const MAX_GROWTH = 10;

/** Below this the growth is not measured: the clock and the collector would say more than the parser. */
const MEASURABLE_MS = 4;
/** A measurement is repeated until it has lasted so long. */
const SAMPLE_MS = 2;
const REPEATS = 1;
/** What looks too high is measured again so often, and longer: a busy machine must not fail a test. */
const SECOND_LOOKS = 4;
/** Beyond this no second look would help. */
const HOPELESS_MS = 8 * MAX_MILLISECONDS;

/** Measures a run at the limit and one at a quarter of it. */
export async function measureCost(atLimit: Run, atQuarter: Run): Promise<Cost> {
  let cost = await measureOnce(atLimit, atQuarter, SAMPLE_MS);
  for (let look = 1; look <= SECOND_LOOKS && isTooHigh(cost); look++) {
    if (cost.milliseconds > HOPELESS_MS) return cost;
    const again = await measureOnce(atLimit, atQuarter, SAMPLE_MS * 4 ** look);
    cost = {
      milliseconds: Math.min(cost.milliseconds, again.milliseconds),
      megabytes: Math.min(cost.megabytes, again.megabytes),
      growth: Math.min(cost.growth, again.growth),
    };
  }
  return cost;
}

export function isTooHigh({ milliseconds, megabytes, growth }: Cost): boolean {
  return milliseconds > MAX_MILLISECONDS || megabytes > MAX_MEGABYTES || growth > MAX_GROWTH;
}

async function measureOnce(atLimit: Run, atQuarter: Run, sampleMs: number): Promise<Cost> {
  const milliseconds = await cpuOf(atLimit, sampleMs);
  const growth = milliseconds < MEASURABLE_MS ? 0 : milliseconds / (await cpuOf(atQuarter, sampleMs));
  return { milliseconds, megabytes: await memoryOf(atLimit), growth };
}

/** The least CPU time of several samples, for one run. */
async function cpuOf(run: Run, sampleMs: number): Promise<number> {
  const first = await cpuOfOne(run, 1);
  if (first > HOPELESS_MS) return first;
  const times = Math.min(500, Math.ceil(sampleMs / Math.max(first, 0.001)));
  const samples = [first];
  for (let repeat = 0; repeat < REPEATS; repeat++) samples.push(await cpuOfOne(run, times));
  return Math.min(...samples);
}

async function cpuOfOne(run: Run, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}

/** The megabytes that one run takes. A collection is slow, so only what looks like much is measured with one. */
async function memoryOf(run: Run): Promise<number> {
  const rough = await growthOfMemory(run);
  if (rough < MAX_MEGABYTES / 4) return Math.max(0, rough);
  collectGarbage();
  return Math.max(0, await growthOfMemory(run));
}

async function growthOfMemory(run: Run): Promise<number> {
  const before = usedBytes();
  await run();
  return (usedBytes() - before) / 1_000_000;
}

function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

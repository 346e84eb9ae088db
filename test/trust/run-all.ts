import fc from '../fast-check';
import { inputs as inputsOfTier } from '../tier';
import { collectGarbage, heapInUse } from './heap';
import type { Piped } from './pipeline';
import { shortReport } from './short-report';

/** So many inputs of each kind; a request holds one, or some. */
export const INPUTS = inputsOfTier(100_000);
const BATCH = 500;
/** What caches and the pages of a table may take; 75,000 requests that each kept 300 bytes would be more. */
const MOST_GROWTH = 20_000_000;

export interface Run<Input> {
  readonly inputs: fc.Arbitrary<Input>;
  /** What a run once found; sent first. */
  readonly examples?: readonly NoInfer<Input>[];
  /** How many inputs a request holds; one unless told. */
  readonly inEach?: number;
  /** Sends them from an address of the loopback network and returns the answer to each. */
  ask(inputs: readonly Input[], from: string): Promise<readonly Piped[]>;
  /** Looks at an answer that is no fault. @throws when something is wrong with it. */
  look?(answer: Piped, input: Input): void;
}

/** Sends that many inputs, some at a time. No answer may be 5xx or missing, and afterwards no memory may have stayed behind. */
export async function runAll<Input>({
  inputs,
  examples = [],
  inEach = 1,
  ask,
  look,
}: Run<Input>): Promise<void> {
  const numRuns = Math.ceil(INPUTS / BATCH / inEach);
  let batches = 0;
  let settled = 0;
  const batch = fc.array(inputs, { minLength: BATCH, maxLength: BATCH });
  const sendAll = async (some: readonly Input[]) => {
    const answers = await ask(some, `127.9.${batches % 250}.${(batches >> 8) + 1}`);
    for (const [index, input] of some.entries()) {
      const answer = answers[index] ?? { status: 0, body: '' };
      if (answer.status === 0 || answer.status >= 500)
        throw new Error(`${answer.status} ${JSON.stringify(input)}`);
      look?.(answer, input);
    }
  };
  if (examples.length > 0) await sendAll(examples);
  const property = fc.asyncProperty(batch, async (some) => {
    await sendAll(some);
    batches += 1;
    if (batches === Math.ceil(numRuns / 4)) settled = heapInUse();
  });
  await fc.assert(property, { numRuns, endOnFailure: true, reporter: shortReport });
  collectGarbage();
  expect(heapInUse() - settled).toBeLessThan(MOST_GROWTH);
}

import fc from '../fast-check';
import { inputCount } from '../tier';
import { collectGarbage, heapInUse } from './heap';
import type { PipelinedAnswer } from './pipeline';
import { reportShortly } from './short-report';

/** The number of inputs of each kind; a request has one or more. */
export const INPUTS = inputCount(100_000);
const BATCH = 500;
/** Bytes that caches may grow by. A leak of 300 bytes per request would exceed it in 75,000 requests. */
const MAX_GROWTH = 20_000_000;

export interface FuzzRun<Input> {
  readonly inputs: fc.Arbitrary<Input>;
  /** Inputs that once failed; sent first. */
  readonly examples?: readonly NoInfer<Input>[];
  /** Inputs per request; 1 by default. */
  readonly perRequest?: number;
  /** Sends the inputs from a loopback address and returns the answer to each. */
  send(inputs: readonly Input[], from: string): Promise<readonly PipelinedAnswer[]>;
  /** Checks an answer with a status below 500. @throws Error when it is wrong. */
  check?(answer: PipelinedAnswer, input: Input): void;
}

/** Sends all inputs in batches. No answer may be 5xx or missing, and the heap may not grow by more than `MAX_GROWTH`. */
export async function runInputs<Input>({
  inputs,
  examples = [],
  perRequest = 1,
  send,
  check,
}: FuzzRun<Input>): Promise<void> {
  const numRuns = Math.ceil(INPUTS / BATCH / perRequest);
  let batches = 0;
  let heapAfterWarmUp = 0;
  const batch = fc.array(inputs, { minLength: BATCH, maxLength: BATCH });
  const sendAll = async (some: readonly Input[]) => {
    const answers = await send(some, `127.9.${batches % 250}.${(batches >> 8) + 1}`);
    for (const [index, input] of some.entries()) {
      const answer = answers[index] ?? { status: 0, body: '' };
      if (answer.status === 0 || answer.status >= 500)
        throw new Error(`${answer.status} ${JSON.stringify(input)}`);
      check?.(answer, input);
    }
  };
  if (examples.length > 0) await sendAll(examples);
  const property = fc.asyncProperty(batch, async (some) => {
    await sendAll(some);
    batches += 1;
    if (batches === Math.ceil(numRuns / 4)) heapAfterWarmUp = heapInUse();
  });
  await fc.assert(property, { numRuns, endOnFailure: true, reporter: reportShortly });
  collectGarbage();
  expect(heapInUse() - heapAfterWarmUp).toBeLessThan(MAX_GROWTH);
}

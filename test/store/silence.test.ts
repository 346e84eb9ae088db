import { createSilence, SILENT_AFTER_MS } from '../../src/store/silence';

const REFUSED = new Error('refused by the database');
const LOST = new Error('connection lost');
const isAnswer = (error: unknown) => error === REFUSED;

let now: number;
let silence: ReturnType<typeof createSilence>;
beforeEach(() => {
  now = 1_000_000;
  silence = createSilence(() => now);
});

/** Asks; the returned function gives the answer. */
function ask() {
  let settle: { resolve(): void; reject(error: unknown): void } | null = null;
  const asked = silence.watch(
    () =>
      new Promise<void>((resolve, reject) => {
        settle = { resolve, reject };
      }),
    isAnswer,
  );
  return {
    answer: async () => {
      settle?.resolve();
      await asked;
    },
    fail: async (error: unknown) => {
      settle?.reject(error);
      await expect(asked).rejects.toBe(error);
    },
  };
}

test('nobody asks: not silent', () => {
  now += 10 * SILENT_AFTER_MS;
  expect(silence.isSilent()).toBe(false);
});

test('a question that waits for five seconds alone is silence', () => {
  ask();
  now += SILENT_AFTER_MS - 1;
  expect(silence.isSilent()).toBe(false);
  now += 1;
  expect(silence.isSilent()).toBe(true);
});

test.each(['an answer', 'a refusal'])('%s to another one ends it', async (kind) => {
  ask();
  const other = ask();
  now += SILENT_AFTER_MS;
  if (kind === 'an answer') await other.answer();
  else await other.fail(REFUSED);
  expect(silence.isSilent()).toBe(false);
  now += SILENT_AFTER_MS;
  expect(silence.isSilent()).toBe(true);
});

test('a flood whose questions are answered in turn is no silence, however long each of them waits', async () => {
  const waiting = Array.from({ length: 8 }, ask);
  for (let turn = 0; turn < 40; turn += 1) {
    now += SILENT_AFTER_MS / 5;
    await waiting.shift()?.answer();
    waiting.push(ask());
    expect(silence.isSilent()).toBe(false);
  }
});

test('questions that fail one after the other add up, as long as none is answered', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const question = ask();
    now += SILENT_AFTER_MS / 2;
    await question.fail(LOST);
    now += 100;
  }
  expect(silence.isSilent()).toBe(true);
  await ask().answer();
  expect(silence.isSilent()).toBe(false);
});

test('a question long after a failed one, or after an answered one, begins at zero', async () => {
  await ask().fail(LOST);
  now += SILENT_AFTER_MS;
  const later = ask();
  now += SILENT_AFTER_MS - 1;
  expect(silence.isSilent()).toBe(false);
  await later.answer();
  now += SILENT_AFTER_MS - 1;
  ask();
  now += 1_000;
  expect(silence.isSilent()).toBe(false);
});

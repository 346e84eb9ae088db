import { createUniformRefusalDelay } from '../../../src/desk/passwords/uniform-refusal-delay';

/** A pace with a clock that only moves when somebody waits or works. */
function openPace() {
  let now = 0;
  const pace = createUniformRefusalDelay({
    clock: () => now,
    pause: async (milliseconds) => {
      now += Math.max(0, milliseconds);
    },
  });
  return {
    /** How long a refusal takes whose check took so long. */
    async refuse(check: number): Promise<number> {
      const begun = now;
      now += check;
      await pace.wait(begun);
      return now - begun;
    },
    later: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('a quick check and a slower one take the same', async () => {
  const pace = openPace();
  expect(await pace.refuse(1)).toBe(400);
  expect(await pace.refuse(399)).toBe(400);
});

test('once a check took longer than that, what needs none takes as long as it', async () => {
  const pace = openPace();
  expect(await pace.refuse(700)).toBe(800);
  expect(await pace.refuse(1)).toBe(800);
});

test('a minute after the machine was busy everything is quick again', async () => {
  const pace = openPace();
  await pace.refuse(700);
  pace.later(60_001);
  expect(await pace.refuse(1)).toBe(400);
});

test('nobody is slowed beyond what a phone waits for', async () => {
  const pace = openPace();
  expect(await pace.refuse(30_000)).toBe(30_000);
  expect(await pace.refuse(1)).toBe(4_000);
});

import { createUniformRefusalDelay } from '../../../src/desk/passwords/uniform-refusal-delay';

/** A delay on a clock that only advances with waits and checks. */
function openDelay() {
  let now = 0;
  const delay = createUniformRefusalDelay({
    clock: () => now,
    pause: async (milliseconds) => {
      now += Math.max(0, milliseconds);
    },
  });
  return {
    /** The duration of a refusal whose check took `check` milliseconds. */
    async timeRefusal(check: number): Promise<number> {
      const startedAt = now;
      now += check;
      await delay.wait(startedAt);
      return now - startedAt;
    },
    later: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('a quick check and a slower one take equally long', async () => {
  const delay = openDelay();
  expect(await delay.timeRefusal(1)).toBe(400);
  expect(await delay.timeRefusal(399)).toBe(400);
});

test('after a slow check, a refusal without a check takes as long', async () => {
  const delay = openDelay();
  expect(await delay.timeRefusal(700)).toBe(800);
  expect(await delay.timeRefusal(1)).toBe(800);
});

test('a minute after the machine was busy, refusals are quick again', async () => {
  const delay = openDelay();
  await delay.timeRefusal(700);
  delay.later(60_001);
  expect(await delay.timeRefusal(1)).toBe(400);
});

test('no refusal is delayed beyond the timeout of a phone', async () => {
  const delay = openDelay();
  expect(await delay.timeRefusal(30_000)).toBe(30_000);
  expect(await delay.timeRefusal(1)).toBe(4_000);
});

test('a clock that is set back or forth during a check delays no refusal beyond the timeout of a phone', async () => {
  let now = 0;
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };
  const delay = createUniformRefusalDelay({ clock: () => now, pause });
  for (const jump of [-3_600_000, 3_600_000, -3_600_000]) {
    const startedAt = now;
    now += jump;
    await delay.wait(startedAt);
  }
  expect(Math.max(...pauses)).toBeLessThanOrEqual(4_000);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0);
});

test('after the clock was set back, refusals are quick again a minute later', async () => {
  const delay = openDelay();
  await delay.timeRefusal(3_600_000);
  delay.later(-3_600_000);
  delay.later(60_001);
  expect(await delay.timeRefusal(1)).toBe(400);
});

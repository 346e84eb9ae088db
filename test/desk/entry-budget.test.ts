import { createEntryBudget } from '../../src/desk/entry-budget';

let now = 1_000_000;
const budget = () => createEntryBudget(() => now, { burst: 2, recoveryMs: 1_000 }, 10);

test('what is beyond the budget is counted, for each subject apart, and the next entry has the count', () => {
  const entries = budget();
  expect([entries.admit('a')?.unlisted, entries.admit('a')?.unlisted]).toEqual([0, 0]);
  expect([entries.admit('a'), entries.admit('a')]).toEqual([null, null]);
  expect(entries.admit('b')?.unlisted).toBe(0);
  now += 1_000;
  expect(entries.admit('a')?.unlisted).toBe(2);
  now += 1_000;
  expect(entries.admit('a')?.unlisted).toBe(0);
});

test('the count is not lost with an entry that could not be written', () => {
  const entries = budget();
  for (let count = 0; count < 3; count += 1) entries.admit('a');
  now += 2_000;
  entries.admit('a')?.undo();
  expect(entries.admit('a')?.unlisted).toBe(1);
});

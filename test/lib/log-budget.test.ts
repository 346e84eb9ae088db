import { createLogBudget, type UnlistedLines } from '../../src/lib/log-budget';

const MINUTE_MS = 60_000;

let now: number;
let lines: UnlistedLines[];
beforeEach(() => {
  now = 1_000_000;
  lines = [];
});

function open() {
  const budget = createLogBudget(() => now);
  return (source: string) => budget.write(source, (rest) => lines.push(rest));
}

test('a source causes only so many lines, and its next one says how many are missing', () => {
  const write = open();
  for (let time = 0; time < 100; time += 1) write('192.0.2.1');
  write('192.0.2.2');
  expect(lines).toHaveLength(31);
  now += MINUTE_MS;
  write('192.0.2.1');
  expect(lines.at(-1)).toEqual({ unlisted: 70 });
});

test('all sources together cause only so many lines, however many there are', () => {
  const write = open();
  const sourceOfNumber = (number: number) => `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
  for (let number = 0; number < 20_000; number += 1) write(sourceOfNumber(number));
  expect(lines).toHaveLength(300);
  now += MINUTE_MS;
  write('192.0.2.1');
  write('192.0.2.2');
  expect(lines.slice(300)).toEqual([{ unlistedOfAll: 19_700 }, {}]);
});

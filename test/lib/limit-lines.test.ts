import { limitLines } from '../../src/lib/limit-lines';

test('a state that lasts causes a few lines, and then one a minute, which says how many are missing', () => {
  let now = 1_000;
  const lines: object[] = [];
  const write = limitLines(
    (fields) => lines.push(fields),
    () => now,
  );
  for (let request = 0; request < 1_000; request += 1) write({ event: 'database.unreachable' }, 'down');
  write({ event: 'disk.full' }, 'full');
  expect(lines).toHaveLength(6);
  now += 60_000;
  for (let request = 0; request < 2; request += 1) write({ event: 'database.unreachable' }, 'down');
  expect(lines.slice(6)).toEqual([{ event: 'database.unreachable', unlisted: 995 }]);
});

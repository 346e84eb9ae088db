import { openServers, parserOf, type Servers, STRANGERS_REQUESTS } from './costs/listeners';
import { type Cost, isTooHigh, measureCost } from './costs/measure';
import { PARSERS, type Parser } from './costs/parsers';
import { reportCosts } from './costs/report';
import { SHAPES } from './costs/shapes';

/** Guards against a hang only: CPU time is measured, and a busy machine has less of it. */
jest.setTimeout(600_000);

let servers: Servers;
const measured = new Map<string, ReadonlyMap<string, Cost>>();
beforeAll(async () => {
  servers = await openServers();
});
afterAll(async () => {
  reportCosts(measured);
  await servers.close();
});

async function expectLowCosts({ name, limit, prepare }: Parser): Promise<void> {
  const costs = new Map<string, Cost>();
  for (const [shape, textOf] of Object.entries(SHAPES))
    costs.set(shape, await measureCost(prepare(textOf(limit)), prepare(textOf(limit / 4))));
  measured.set(name, costs);
  expect([...costs].filter(([, cost]) => isTooHigh(cost))).toEqual([]);
}

describe('whatever a stranger can send costs at most 50 ms and 32 MB, and grows with its length only', () => {
  test.each(PARSERS.map((parser) => [parser.name, parser] as const))('%s', (_name, parser) =>
    expectLowCosts(parser),
  );

  test.each(STRANGERS_REQUESTS.map((each) => [each.name, each] as const))('%s', (_name, each) =>
    expectLowCosts({ ...each, ...parserOf(each, servers) }),
  );
});

test('the measure finds what is costly: a parser whose time grows with the square of its input', async () => {
  const square = (length: number) => () => {
    let sum = 0;
    for (let i = 0; i < length; i++) for (let j = 0; j < length; j++) sum += i ^ j;
    return sum;
  };
  const cost = await measureCost(square(8_000), square(2_000));
  expect(cost.growth).toBeGreaterThan(12);
  expect(isTooHigh(cost)).toBe(true);
});

test('the measure finds what is large', async () => {
  const kept: unknown[] = [];
  const large = () => kept.push(new Array(6_000_000).fill(0.5));
  expect(isTooHigh(await measureCost(large, () => undefined))).toBe(true);
});

import { type Admission, InFlight } from '../../src/lib/in-flight';

const LIMIT = { running: 2, waiting: 3 };

/** Requests, and what was decided about them: by name, in the order of the decisions. */
function open(all = { running: 4, waiting: 6 }, limitOf = (_source: string) => LIMIT) {
  const inFlight = new InFlight({ limitOf, all });
  const decided: [string, Admission][] = [];
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    decided,
    settled,
    enter(source: string, times = 1) {
      for (let time = 0; time < times; time += 1)
        void inFlight.enter(source).then((admission) => decided.push([source, admission]));
    },
    leave: (source: string) => inFlight.leave(source),
    running: (source: string) => decided.filter(([of, how]) => of === source && how === 'run').length,
  };
}

test('a source has only so many requests in work; the next ones wait, and the rest is refused', async () => {
  const { enter, leave, decided, settled } = open();
  enter('a', 6);
  await settled();
  expect(decided).toEqual([
    ['a', 'run'],
    ['a', 'run'],
    ['a', 'busy'],
  ]);
  leave('a');
  await settled();
  expect(decided.at(-1)).toEqual(['a', 'run']);
  expect(decided).toHaveLength(4);
});

test('sources take turns: a flood of one holds up only its own requests', async () => {
  const { enter, leave, decided, settled } = open({ running: 2, waiting: 100 });
  enter('flood', 5);
  enter('phone');
  enter('other');
  await settled();
  expect(decided).toEqual([
    ['flood', 'run'],
    ['flood', 'run'],
  ]);
  for (let time = 0; time < 3; time += 1) leave('flood');
  await settled();
  expect(decided.slice(2).map(([source]) => source)).toEqual(['flood', 'phone', 'other']);
});

test('where all that may wait do, the source that waits most gives way', async () => {
  const { enter, decided, settled } = open({ running: 2, waiting: 4 });
  enter('flood', 5);
  enter('more', 1);
  await settled();
  enter('phone');
  await settled();
  expect(decided.at(-1)).toEqual(['flood', 'overloaded']);
  enter('flood');
  await settled();
  expect(decided.at(-1)).toEqual(['flood', 'overloaded']);
});

test('a source may wait in proportion to its limit', async () => {
  const limitOf = (source: string) => ({ running: 2, waiting: source === 'site' ? 100 : 4 });
  const { enter, decided, settled } = open({ running: 2, waiting: 6 }, limitOf);
  enter('busy', 2);
  enter('site', 4);
  enter('flood', 2);
  enter('phone');
  await settled();
  expect(decided.at(-1)).toEqual(['flood', 'overloaded']);
});

test('what has left frees its place, and nothing is kept of idle sources', async () => {
  const inFlight = new InFlight({ limitOf: () => LIMIT, all: LIMIT });
  for (let round = 0; round < 1_000; round += 1) {
    expect(await inFlight.enter(`source-${round}`)).toBe('run');
    inFlight.leave(`source-${round}`);
  }
  expect(Reflect.get(inFlight, 'sources').size).toBe(0);
});

test('a refusal at overload costs no look at the limits of the sources that wait', async () => {
  const limitOf = jest.fn(() => ({ running: 16, waiting: 128 }));
  const { enter, decided, settled } = open({ running: 1, waiting: 2_048 }, limitOf);
  for (let number = 0; number <= 2_048; number += 1) enter(`source-${number}`);
  limitOf.mockClear();
  for (let number = 0; number < 100; number += 1) enter(`late-${number}`);
  await settled();
  expect(decided.filter(([, how]) => how === 'overloaded')).toHaveLength(100);
  expect(limitOf.mock.calls.length).toBeLessThanOrEqual(100);
});

test('a source whose only waiting request was refused is forgotten', async () => {
  const inFlight = new InFlight({ limitOf: () => LIMIT, all: { running: 1, waiting: 2 } });
  const admissions = ['runs', 'waits', 'waits'].map((source) => inFlight.enter(source));
  for (let number = 0; number < 1_000; number += 1) void inFlight.enter(`source-${number}`);
  expect(Reflect.get(inFlight, 'sources').size).toBeLessThanOrEqual(3);
  expect(await Promise.all([admissions[0], admissions[2]])).toEqual(['run', 'overloaded']);
});

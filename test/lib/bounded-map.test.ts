import { BoundedMap } from '../../src/lib/bounded-map';
import fc from '../fast-check';

test('the entry that was set longest ago is removed first', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([3, undefined, 4]);
});

test('an empty text and undefined are valid keys', () => {
  const map = new BoundedMap<string | undefined, number>(1);
  map.set('', 1);
  map.set(undefined, 2);
  expect([map.size, map.get(''), map.get(undefined)]).toEqual([1, undefined, 2]);
  map.set('', 3);
  expect([map.size, map.get(''), map.get(undefined)]).toEqual([1, 3, undefined]);
});

test('it has the entries that were set last, and never more than the maximum', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: 0, max: 9 })), (max, keys) => {
      const map = new BoundedMap<number, number>(max);
      for (const [turn, key] of keys.entries()) {
        map.set(key, turn);
        expect(map.size).toBeLessThanOrEqual(max);
      }
      const last = [...new Set([...keys].reverse())].slice(0, max);
      for (const key of new Set(keys)) {
        expect(map.get(key)).toBe(last.includes(key) ? keys.lastIndexOf(key) : undefined);
      }
    }),
  );
});

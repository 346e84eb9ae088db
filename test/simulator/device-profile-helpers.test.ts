import { macWithColons, slotNumbers } from '../../src/simulator/device-profile-helpers';

test('slots are counted from 1', () => {
  expect(slotNumbers(3)).toEqual([1, 2, 3]);
  expect(slotNumbers(0)).toEqual([]);
});

test('a MAC has a colon between its octets', () => {
  expect(macWithColons('00045aa1b2c3')).toBe('00:04:5a:a1:b2:c3');
});

import { posixTimeZone } from '../../src/lib/posix-time-zone';

test.each([
  ['Europe/Rome', 'STD-1DST-2,M3.5.0/02:00:00,M10.5.0/03:00:00'],
  ['Europe/London', 'STD+0DST-1,M3.5.0/01:00:00,M10.5.0/02:00:00'],
  ['America/New_York', 'STD+5DST+4,M3.2.0/02:00:00,M11.1.0/02:00:00'],
  ['America/St_Johns', 'STD+3:30DST+2:30,M3.2.0/02:00:00,M11.1.0/02:00:00'],
  ['Australia/Sydney', 'STD-10DST-11,M10.1.0/02:00:00,M4.1.0/03:00:00'],
  ['Asia/Kolkata', 'STD-5:30'],
  ['UTC', 'STD+0'],
])('%s is %s', (name, rule) => {
  expect(posixTimeZone(name)).toBe(rule);
});

test('an unknown zone is null', () => {
  expect(posixTimeZone('Europe/Nowhere')).toBeNull();
});

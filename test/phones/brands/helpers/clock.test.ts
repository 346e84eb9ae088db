import { longOffset, posixRule, shortOffset, timeZone } from '../../../../src/phones/brands/helpers';

test('a time zone is written by its offset; the phone keeps its own when ours does not exist', () => {
  const write = ({ standardOffset, hasSummerTime }: { standardOffset: number; hasSummerTime: boolean }) => ({
    offset: String(standardOffset),
    summer: String(hasSummerTime),
  });
  expect(timeZone({ timezone: 'America/St_Johns' }, write)).toEqual({ offset: '-210', summer: 'true' });
  expect(timeZone({ timezone: 'UTC' }, write)).toEqual({ offset: '0', summer: 'false' });
  expect(timeZone({ timezone: 'Nowhere/X' }, write)).toEqual([]);
});

test('a time zone is written by its POSIX rule, or not at all', () => {
  expect(posixRule({ timezone: 'Asia/Kathmandu' }, (rule) => ({ rule }))).toEqual({ rule: 'STD-5:45' });
  expect(posixRule({ timezone: 'Nowhere/X' }, (rule) => ({ rule }))).toEqual([]);
});

test.each([
  [0, '0', '+00:00'],
  [60, '+1', '+01:00'],
  [-210, '-3:30', '-03:30'],
  [765, '+12:45', '+12:45'],
])('%d minutes from UTC are %s, or %s', (minutes, short, long) => {
  expect(shortOffset(minutes)).toBe(short);
  expect(longOffset(minutes)).toBe(long);
});

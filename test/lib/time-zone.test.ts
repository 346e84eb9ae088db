import { isTimeZone, readTimeZone, utcOffsetsOf } from '../../src/lib/time-zone';
import fc from '../fast-check';

const ZONES = Intl.supportedValuesOf('timeZone');

test.each([
  ['Europe/Rome', 60, true],
  ['America/New_York', -300, true],
  ['America/St_Johns', -210, true],
  ['Australia/Sydney', 600, true],
  ['Asia/Kolkata', 330, false],
  ['UTC', 0, false],
])('%s is %d minutes from UTC in winter, with summer time: %s', (name, standardOffset, hasSummerTime) => {
  expect(readTimeZone(name)).toEqual({ standardOffset, hasSummerTime });
});

test('an unknown zone is null, also on repeated reads', () => {
  for (const name of ['', 'Europe/Nowhere', 'Europe/Rome\n', 'Europe/Nowhere']) {
    expect([isTimeZone(name), readTimeZone(name), utcOffsetsOf(name)]).toEqual([false, null, null]);
  }
});

test('every zone has, at any time, the offset that its local time shows', () => {
  const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), time, (timeZone, date) => {
      const at = Math.floor(date.getTime() / 60_000) * 60_000;
      const shown = new Date(at).toLocaleString('sv-SE', { timeZone });
      expect(shown).toBe(
        new Date(at + (utcOffsetsOf(timeZone)?.(at) ?? Number.NaN) * 60_000)
          .toISOString()
          .slice(0, 19)
          .replace('T', ' '),
      );
      expect(isTimeZone(timeZone)).toBe(true);
    }),
  );
});

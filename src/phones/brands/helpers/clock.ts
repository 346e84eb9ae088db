import { posixTimeZone } from '../../../lib/posix-time-zone';
import { readTimeZone, type TimeZone } from '../../../lib/time-zone';
import type { PhoneConfig } from '../brand';
import type { Entries } from './entries';

/** The time zone by its offset; nothing for a zone that does not exist, so that the phone keeps its own. */
export function timeZone(
  { timezone }: Pick<PhoneConfig, 'timezone'>,
  write: (zone: TimeZone) => Entries,
): Entries {
  const zone = readTimeZone(timezone);
  return zone ? write(zone) : [];
}

/** The time zone by its POSIX rule; nothing for a zone that no such rule describes. */
export function posixRule(
  { timezone }: Pick<PhoneConfig, 'timezone'>,
  write: (rule: string) => Entries,
): Entries {
  const rule = posixTimeZone(timezone);
  return rule === null ? [] : write(rule);
}

/** An offset from UTC as `+1`, `-3:30`, `0`. */
export function shortOffset(minutes: number): string {
  if (minutes === 0) return '0';
  const { sign, hours, rest } = splitOffset(minutes);
  return `${sign}${hours}${rest === 0 ? '' : `:${twoDigits(rest)}`}`;
}

/** An offset from UTC as `+01:00`, `-03:30`, `+00:00`. */
export function longOffset(minutes: number): string {
  const { sign, hours, rest } = splitOffset(minutes);
  return `${sign}${twoDigits(hours)}:${twoDigits(rest)}`;
}

function splitOffset(minutes: number): { sign: string; hours: number; rest: number } {
  const absolute = Math.abs(minutes);
  return { sign: minutes < 0 ? '-' : '+', hours: Math.floor(absolute / 60), rest: absolute % 60 };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

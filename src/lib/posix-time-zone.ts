import { utcOffsetsOf } from './time-zone';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The year whose changes are used for all years. */
const YEAR = 2026;

/**
 * A time zone as a POSIX rule, such as `STD-1DST-2,M3.5.0/02:00:00,M10.5.0/03:00:00`, for phones that do not support zone
 * names. Null if there is no such zone, or if it does not change exactly twice a year.
 */
export function posixTimeZone(name: string): string | null {
  const offsetAt = utcOffsetsOf(name);
  if (offsetAt === null) return null;
  const start = Date.UTC(YEAR, 0, 1);
  const changes = changesBetween(offsetAt, start, Date.UTC(YEAR + 1, 0, 1));
  if (changes.length === 0) return `STD${hours(offsetAt(start))}`;
  const toSummer = changes.find(({ after, before }) => after > before);
  const toWinter = changes.find(({ after, before }) => after < before);
  if (changes.length !== 2 || !toSummer || !toWinter) return null;
  return `STD${hours(toSummer.before)}DST${hours(toSummer.after)},${ruleOf(toSummer)},${ruleOf(toWinter)}`;
}

interface Change {
  /** The first minute with the new offset, in epoch milliseconds. */
  readonly at: number;
  /** Minutes from UTC. */
  readonly before: number;
  readonly after: number;
}

function changesBetween(offsetAt: (at: number) => number, start: number, end: number): Change[] {
  const changes: Change[] = [];
  for (let from = start; from < end; from += 14 * DAY) {
    const to = Math.min(from + 14 * DAY, end);
    if (offsetAt(from) !== offsetAt(to)) changes.push(changeIn(offsetAt, from, to));
  }
  return changes;
}

function changeIn(offsetAt: (at: number) => number, from: number, to: number): Change {
  const before = offsetAt(from);
  let [early, late] = [from, to];
  while (late - early > MINUTE) {
    const middle = early + Math.floor((late - early) / 2 / MINUTE) * MINUTE;
    if (offsetAt(middle) === before) early = middle;
    else late = middle;
  }
  return { at: late, before, after: offsetAt(to) };
}

/** Month, week of the month (5: the last), day of the week, and the local time before the change. */
function ruleOf({ at, before }: Change): string {
  const local = new Date(at + before * MINUTE);
  const isLast = new Date(local.getTime() + 7 * DAY).getUTCMonth() !== local.getUTCMonth();
  const week = isLast ? 5 : Math.ceil(local.getUTCDate() / 7);
  return `M${local.getUTCMonth() + 1}.${week}.${local.getUTCDay()}/${local.toISOString().slice(11, 19)}`;
}

/** POSIX inverts the sign: an hour ahead of UTC is `-1`. */
function hours(minutes: number): string {
  const absolute = Math.abs(minutes);
  const rest = absolute % 60 === 0 ? '' : `:${String(absolute % 60).padStart(2, '0')}`;
  return `${minutes > 0 ? '-' : '+'}${Math.floor(absolute / 60)}${rest}`;
}

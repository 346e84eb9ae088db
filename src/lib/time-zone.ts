import { BoundedMap } from './bounded-map';

export interface TimeZone {
  /** How far it is from UTC in winter, in minutes. */
  readonly standardOffset: number;
  readonly hasSummerTime: boolean;
}

/** What zones are like does not change while the service runs, and asking takes longer than the rest of a config. */
const known = new BoundedMap<string, TimeZone | null>(100);

/** An IANA time zone; null when there is none of that name. */
export function readTimeZone(name: string): TimeZone | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  const zone = askForTimeZone(name);
  known.set(name, zone);
  return zone;
}

export function isTimeZone(name: string): boolean {
  return formatOf(name) !== null;
}

/** How far a zone is from UTC at a time, in minutes; null when there is no zone of that name. */
export function offsetsOf(name: string): ((at: number) => number) | null {
  const format = formatOf(name);
  return (
    format &&
    ((at) => {
      const text = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text) ?? [];
      return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    })
  );
}

function askForTimeZone(name: string): TimeZone | null {
  const offsetAt = offsetsOf(name);
  if (offsetAt === null) return null;
  const january = offsetAt(Date.UTC(2026, 0, 15));
  const july = offsetAt(Date.UTC(2026, 6, 15));
  return { standardOffset: Math.min(january, july), hasSummerTime: january !== july };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

import { BoundedMap } from './bounded-map';

export interface TimeZone {
  /** Minutes from UTC in winter. */
  readonly standardOffset: number;
  readonly hasSummerTime: boolean;
}

/** Reading a zone takes longer than rendering the rest of a config. */
const cache = new BoundedMap<string, TimeZone | null>(100);

/** An IANA time zone; null if there is none of that name. */
export function readTimeZone(name: string): TimeZone | null {
  const cached = cache.get(name);
  if (cached !== undefined) return cached;
  const zone = computeTimeZone(name);
  cache.set(name, zone);
  return zone;
}

export function isTimeZone(name: string): boolean {
  return formatOf(name) !== null;
}

/** A function from epoch milliseconds to the offset of a zone from UTC in minutes; null if there is no such zone. */
export function utcOffsetsOf(name: string): ((at: number) => number) | null {
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

function computeTimeZone(name: string): TimeZone | null {
  const offsetAt = utcOffsetsOf(name);
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

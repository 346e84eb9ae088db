/** What zones are like does not change while the service runs, and asking takes longer than the rest of a config. */
const KNOWN = new Map<string, TimeZone | null>();
const MOST_KNOWN = 100;

export interface TimeZone {
  /** How far it is from UTC in winter, in minutes. */
  readonly standardOffset: number;
  readonly hasSummerTime: boolean;
}

/** An IANA time zone; null when there is none of that name. */
export function readTimeZone(name: string): TimeZone | null {
  const known = KNOWN.get(name);
  if (known !== undefined) return known;
  const zone = askForTimeZone(name);
  if (KNOWN.size < MOST_KNOWN) KNOWN.set(name, zone);
  return zone;
}

function askForTimeZone(name: string): TimeZone | null {
  const january = offsetAt(name, Date.UTC(2026, 0, 15));
  const july = offsetAt(name, Date.UTC(2026, 6, 15));
  if (january === null || july === null) return null;
  return { standardOffset: Math.min(january, july), hasSummerTime: january !== july };
}

function offsetAt(timeZone: string, at: number): number | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name) ?? [];
    if (sign === undefined) return 0;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

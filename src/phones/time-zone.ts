/** How far a time zone is from UTC in winter, in minutes, and whether it has a summer time. Null: no such zone. */
export function readTimeZone(name: string): { standardOffset: number; hasSummerTime: boolean } | null {
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

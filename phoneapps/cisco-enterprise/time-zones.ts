/** The vendor's names of time zones, by winter offset in minutes and whether the zone has summer time. */
const NAMES: Readonly<Record<number, { readonly fixed?: string; readonly summer?: string }>> = {
  [-720]: { fixed: 'Dateline Standard Time' },
  [-660]: { fixed: 'Samoa Standard Time' },
  [-600]: { fixed: 'Hawaiian Standard Time' },
  [-540]: { summer: 'Alaskan Standard/Daylight Time' },
  [-480]: { summer: 'Pacific Standard/Daylight Time' },
  [-420]: { fixed: 'US Mountain Standard Time', summer: 'Mountain Standard/Daylight Time' },
  [-360]: { fixed: 'Canada Central Standard Time', summer: 'Central Standard/Daylight Time' },
  [-300]: { fixed: 'SA Pacific Standard Time', summer: 'Eastern Standard/Daylight Time' },
  [-240]: { fixed: 'SA Western Standard Time', summer: 'Atlantic Standard/Daylight Time' },
  [-210]: { summer: 'Newfoundland Standard/Daylight Time' },
  [-180]: { fixed: 'SA Eastern Standard Time' },
  [-60]: { summer: 'Azores Standard/Daylight Time' },
  0: { fixed: 'Greenwich Standard Time', summer: 'GMT Standard/Daylight Time' },
  60: { summer: 'Central Europe Standard/Daylight Time' },
  120: { fixed: 'South Africa Standard Time', summer: 'GTB Standard/Daylight Time' },
  180: { fixed: 'Saudi Arabia Standard Time' },
  240: { fixed: 'Arabian Standard Time' },
  270: { fixed: 'Afghanistan Standard Time' },
  300: { fixed: 'West Asia Standard Time' },
  330: { fixed: 'India Standard Time' },
  360: { fixed: 'Central Asia Standard Time' },
  420: { fixed: 'SE Asia Standard Time' },
  480: { fixed: 'Taipei Standard Time' },
  540: { fixed: 'Tokyo Standard Time' },
  570: { fixed: 'AUS Central Standard Time', summer: 'Cen. Australia Standard/Daylight Time' },
  600: { fixed: 'E. Australia Standard Time', summer: 'AUS Eastern Standard/Daylight Time' },
  660: { fixed: 'Central Pacific Standard Time' },
  720: { fixed: 'Fiji Standard Time', summer: 'New Zealand Standard/Daylight Time' },
};

/** The vendor's name of a time zone; null when no name is right for the whole year. */
export function timeZoneName(standardOffset: number, hasSummerTime: boolean): string | null {
  const names = NAMES[standardOffset];
  return (hasSummerTime ? names?.summer : names?.fixed) ?? null;
}

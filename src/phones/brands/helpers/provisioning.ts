import type { PhoneConfig } from '../brand';
import type { Entries, Entry } from './entries';

/** What says where the phone fetches its config; nothing while there is no URL, so that it keeps what it has. */
export function provisioningServer(
  { provisioningUrl }: Pick<PhoneConfig, 'provisioningUrl'>,
  write: (url: string, isHttps: boolean) => Entries,
): Entries {
  return provisioningUrl === null ? [] : write(provisioningUrl, provisioningUrl.startsWith('https:'));
}

/** User and password for the provisioning URL; nothing while none are set, so that the phone keeps what it has. */
export function provisioningLogin(
  { provisioningLogin: login }: Pick<PhoneConfig, 'provisioningLogin'>,
  userName: string,
  passwordName: string,
): Entry[] {
  return login
    ? [
        [userName, login.user],
        [passwordName, login.password],
      ]
    : [];
}

const SECONDS_OF_A_MINUTE = 60;
const MINUTES_OF_AN_HOUR = 60;

/** How often the phone looks for a new config, in the vendor's unit; whole hours are rounded up. */
export function pollInterval(
  { pollMinutes }: Pick<PhoneConfig, 'pollMinutes'>,
  unit: 'seconds' | 'minutes' | 'hours',
  { least = 0, most = Number.POSITIVE_INFINITY }: { readonly least?: number; readonly most?: number } = {},
): string {
  const interval = {
    seconds: pollMinutes * SECONDS_OF_A_MINUTE,
    minutes: pollMinutes,
    hours: Math.ceil(pollMinutes / MINUTES_OF_AN_HOUR),
  }[unit];
  return String(Math.min(most, Math.max(least, interval)));
}

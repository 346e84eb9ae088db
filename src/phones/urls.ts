import type { Via } from '../desk/model';
import { type DeskSettings, pbxAddress } from '../desk/settings';
import { uriHost } from '../lib/ip';

/** The URLs that we put into configs and screens. They stay short: some phones cut key values at 99 characters. */
export interface Urls {
  /** Where a phone fetches its files, with a slash at the end. */
  provisioning(via: Via, token: string): string;
  /** The menu of the login app, and its steps. */
  app(via: Via, token: string, step?: 'login' | 'logout' | 'pin' | 'new-pin'): string;
}

/** What says the step of an app in a query, for phones whose menus have one address for all items. */
export const STEP = 'step';

/** Where the phone server listens. */
export interface PhonesPorts {
  readonly http: number;
  /** Null: there is no HTTPS. */
  readonly https: number | null;
}

const VIA_LETTERS = { internal: 'i', external: 'e' } as const;

export function viaOfLetter(letter: string): Via | null {
  if (letter === VIA_LETTERS.internal) return 'internal';
  return letter === VIA_LETTERS.external ? 'external' : null;
}

/** `listening` are the phone server's own ports, for settings that do not say others. */
export function createUrls(settings: DeskSettings, listening: PhonesPorts): Urls {
  const base = (via: Via): string => {
    const address = pbxAddress(settings, via);
    if (address === null) throw new Error(`the ${via} address is not set`);
    const { scheme, port } = schemeOf(settings, listening);
    return `${scheme}://${uriHost(address)}:${port}`;
  };
  return {
    provisioning: (via, token) => `${base(via)}/provision/${token}/`,
    app: (via, token, step) => `${base(via)}/apps/${token}/${VIA_LETTERS[via]}${step ? `/${step}` : ''}`,
  };
}

/** What stands before and behind the host in our URLs. A service that was started without its HTTPS port says HTTP: a URL to nowhere would lose every phone. */
export function schemeOf(
  settings: DeskSettings,
  { http, https }: PhonesPorts,
): { scheme: string; port: number } {
  if (settings.phonesScheme === 'https' && https !== null) {
    return { scheme: 'https', port: settings.phonesTlsPort ?? https };
  }
  return { scheme: 'http', port: settings.phonesPort ?? http };
}

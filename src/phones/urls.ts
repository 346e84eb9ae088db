import type { Via } from '../desk/model';
import { type DeskSettings, pbxAddress } from '../desk/settings';
import { uriHost } from '../lib/ip';

/** The URLs in configs and screens. They are short: some phones cut key values at 99 characters. */
export interface Urls {
  /** The folder of a phone's files, with a slash at the end. */
  provisioning(via: Via, token: string): string;
  /** The menu of the login app, and its steps. */
  app(via: Via, token: string, step?: 'login' | 'logout' | 'pin' | 'new-pin'): string;
}

/** The query parameter for the step, for phones whose menus have one URL for all items. */
export const STEP_PARAMETER = 'step';

/** The ports of the phone server. */
export interface PhonesPorts {
  readonly http: number;
  /** Null: HTTPS is off. */
  readonly https: number | null;
}

const VIA_LETTERS = { internal: 'i', external: 'e' } as const;

export function viaOfLetter(letter: string): Via | null {
  if (letter === VIA_LETTERS.internal) return 'internal';
  return letter === VIA_LETTERS.external ? 'external' : null;
}

/** @param listening the phone server's own ports, used where the settings name no other ones. @throws for an address that is not set. */
export function createUrls(settings: DeskSettings, listening: PhonesPorts): Urls {
  const base = (via: Via): string => {
    const address = pbxAddress(settings, via);
    if (address === null) throw new Error(`the ${via} address is not set`);
    const { scheme, port } = urlSchemeAndPort(settings, listening);
    return `${scheme}://${uriHost(address)}:${port}`;
  };
  return {
    provisioning: (via, token) => `${base(via)}/provision/${token}/`,
    app: (via, token, step) => `${base(via)}/apps/${token}/${VIA_LETTERS[via]}${step ? `/${step}` : ''}`,
  };
}

/**
 * Scheme and port of our URLs. A service that was started without its HTTPS port uses HTTP, whatever the settings say:
 * with a dead URL every phone would be lost.
 */
export function urlSchemeAndPort(
  settings: DeskSettings,
  { http, https }: PhonesPorts,
): { scheme: string; port: number } {
  if (settings.phonesScheme === 'https' && https !== null) {
    return { scheme: 'https', port: settings.phonesTlsPort ?? https };
  }
  return { scheme: 'http', port: settings.phonesPort ?? http };
}

import { isIP } from 'node:net';
import type { Via } from '../desk/model';
import type { DeskSettings } from '../desk/settings';

/** The URLs that we put into configs and screens. They stay short: some phones cut key values at 99 characters. */
export interface Urls {
  /** Where a phone fetches its files, with a slash at the end. */
  provisioning(via: Via, token: string): string;
  /** The menu of the login app, and its steps. */
  app(via: Via, token: string, step?: 'login' | 'logout'): string;
}

const VIA_LETTERS = { internal: 'i', external: 'e' } as const;

export function viaOfLetter(letter: string): Via | null {
  if (letter === VIA_LETTERS.internal) return 'internal';
  return letter === VIA_LETTERS.external ? 'external' : null;
}

/** `listeningPort` is the phones' door's own, for settings that do not say another. */
export function createUrls(settings: DeskSettings, listeningPort: number): Urls {
  const base = (via: Via): string => {
    const address = via === 'internal' ? settings.internalAddress : settings.externalAddress;
    if (address === null) throw new Error(`the ${via} address is not set`);
    const host = isIP(address) === 6 ? `[${address}]` : address;
    return `http://${host}:${settings.phonesPort ?? listeningPort}`;
  };
  return {
    provisioning: (via, token) => `${base(via)}/provision/${token}/`,
    app: (via, token, step) => `${base(via)}/apps/${token}/${VIA_LETTERS[via]}${step ? `/${step}` : ''}`,
  };
}

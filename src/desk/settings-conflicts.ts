import type { Via } from './model';
import { type DeskSettings, pbxAddress } from './settings';

const VIAS = ['internal', 'external'] as const;

/** The listeners that settings depend on. */
export interface OpenListeners {
  /** Whether the phone server listens for HTTPS. */
  readonly phonesHttps: boolean;
}

/** How many sessions run with each address of the PBX. */
export type SessionsByVia = Readonly<Record<Via, number>>;

export const NO_SESSIONS: SessionsByVia = { internal: 0, external: 0 };

/** Whether an address that is set before is not set after. */
export function removesAddress(before: DeskSettings, after: DeskSettings): boolean {
  return VIAS.some((via) => pbxAddress(before, via) !== null && pbxAddress(after, via) === null);
}

/** Conflicts of these settings, as sentences for an admin; empty if they are valid. */
export function settingsConflicts(
  settings: DeskSettings,
  listeners: OpenListeners,
  sessions: SessionsByVia,
): readonly string[] {
  const conflicts: string[] = [];
  if (settings.phonesScheme === 'https' && !listeners.phonesHttps) {
    conflicts.push('"phonesScheme" can be "https" only if HOTDESK_PHONES_TLS_PORT is set.');
  }
  const hasLogin = settings.provisioningUser !== null && settings.provisioningPassword !== null;
  if (settings.provisioningAuth !== 'none' && !hasLogin) {
    conflicts.push('"provisioningAuth" needs "provisioningUser" and "provisioningPassword".');
  }
  // Without it the phones of these sessions would get no config.
  for (const via of VIAS) {
    if (sessions[via] > 0 && pbxAddress(settings, via) === null)
      conflicts.push(`"${via}Address" cannot be removed while sessions use it (${sessions[via]}).`);
  }
  return conflicts;
}

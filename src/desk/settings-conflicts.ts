import type { DeskSettings } from './settings';

/** The listeners that settings depend on. */
export interface OpenListeners {
  /** Whether the phone server listens for HTTPS. */
  readonly phonesHttps: boolean;
}

/** Conflicts of these settings, as sentences for an admin; empty if they are valid. */
export function settingsConflicts(settings: DeskSettings, listeners: OpenListeners): readonly string[] {
  const conflicts: string[] = [];
  if (settings.phonesScheme === 'https' && !listeners.phonesHttps) {
    conflicts.push('"phonesScheme" can be "https" only if HOTDESK_PHONES_TLS_PORT is set.');
  }
  const hasLogin = settings.provisioningUser !== null && settings.provisioningPassword !== null;
  if (settings.provisioningAuth !== 'none' && !hasLogin) {
    conflicts.push('"provisioningAuth" needs "provisioningUser" and "provisioningPassword".');
  }
  return conflicts;
}

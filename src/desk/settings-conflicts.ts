import type { DeskSettings } from './settings';

/** What of the service the settings depend on. */
export interface OpenListeners {
  /** Whether the phone server listens for HTTPS. */
  readonly phonesHttps: boolean;
}

/** Why these settings cannot be, as sentences for an admin; none: they can. */
export function settingsConflicts(settings: DeskSettings, listeners: OpenListeners): readonly string[] {
  const conflicts: string[] = [];
  if (settings.phonesScheme === 'https' && !listeners.phonesHttps) {
    conflicts.push('"phonesScheme" can be "https" only while the service has HOTDESK_PHONES_TLS_PORT.');
  }
  const hasLogin = settings.provisioningUser !== null && settings.provisioningPassword !== null;
  if (settings.provisioningAuth !== 'none' && !hasLogin) {
    conflicts.push('"provisioningAuth" needs "provisioningUser" and "provisioningPassword".');
  }
  return conflicts;
}

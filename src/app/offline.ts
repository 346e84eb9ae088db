import { createEventBus } from '../desk/event-bus';
import type { Log } from '../desk/ports/log';
import { DEFAULT_DESK_SETTINGS } from '../desk/settings';
import { DatabaseUnreachable } from '../store/outage';
import type { Core } from './core';

/**
 * Stands in until the database is reachable for the first time: every call fails as in any other outage, so the
 * listeners answer as they do then. It publishes no events.
 */
export function offlineCore(log: Log): Core {
  const away = async (): Promise<never> => {
    throw new DatabaseUnreachable();
  };
  return {
    desk: {
      logIn: away,
      logOut: away,
      logInByRest: away,
      logOutFor: away,
      changePin: away,
      mustChangePin: away,
      pinDrafts: { read: away, save: away, take: away, remove: away },
      resolveConfig: away,
      markProvisioned: away,
      reconcile: async () => undefined,
      isKnownPhone: away,
      storedBrandOf: away,
      findKnownFileSource: away,
      turnAway: async () => undefined,
      authenticateToken: away,
      previewConfig: away,
      incompletePbx: () => null,
      extensionCount: away,
      isLost: away,
      confirmLosses: away,
      newLink() {
        throw new DatabaseUnreachable();
      },
      hasContactAt: away,
      addressMayProve: away,
      stop: async () => undefined,
    },
    store: { settings: away },
    defaults: DEFAULT_DESK_SETTINGS,
    directory: {
      extension: away,
      extensions: away,
      mailbox: away,
      sipAccount: away,
      deviceChoice: away,
      census: away,
    },
    asterisk: { health: () => ({ connected: false, version: null, problem: null }) },
    eventBus: createEventBus(log),
    keys: {
      authenticateKey: away,
      hasEnvironmentKey: false,
      createdKey: null,
      firstKeyFile: '',
      onKeyRevoked: away,
    },
    clock: Date.now,
  };
}

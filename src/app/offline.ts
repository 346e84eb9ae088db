import { createEventBus } from '../desk/event-bus';
import type { Log } from '../desk/ports/log';
import { DEFAULT_DESK_SETTINGS } from '../desk/settings';
import { DatabaseUnreachable } from '../store/outage';
import type { Core } from './core';

/**
 * What stands behind the doors as long as the database has not been there since the start: whatever is asked fails as it
 * does in any outage, so that the doors say what they say then. Nobody is told anything here, for nothing happens.
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
      authenticateToken: away,
      tokenTextOf() {
        throw new DatabaseUnreachable();
      },
      previewConfig: away,
      newLinkToken: away,
      stop: async () => undefined,
    },
    store: { settings: away },
    defaults: DEFAULT_DESK_SETTINGS,
    directory: { extension: away, extensions: away, mailbox: away, sipAccount: away },
    asterisk: { health: () => ({ connected: false, version: null, problem: null }) },
    eventBus: createEventBus(log),
    keys: { who: away, hasEnvironmentKey: false, made: null },
  };
}

import type { DeskSettings } from '../../desk/settings';

/** The settings, with the database error when they could not be read just now. */
export interface KnownSettings {
  readonly settings: DeskSettings;
  /** Null: the settings are current. Otherwise the database error; the settings are the last known ones. */
  readonly outage: unknown;
}

/** The settings for one request, read once at first use. */
export interface RequestSettings {
  /** The current settings. @throws the database error. */
  current(): Promise<DeskSettings>;
  /** The current settings, or the last known ones during an outage. @throws the database error when none are known. */
  lastKnown(): Promise<DeskSettings>;
  /** Whether `current` throws. @throws the database error when no settings are known. */
  isOutage(): Promise<boolean>;
}

export function createRequestSettings(read: () => Promise<KnownSettings>): RequestSettings {
  let reading: Promise<KnownSettings> | null = null;
  const known = (): Promise<KnownSettings> => {
    reading ??= read();
    return reading;
  };
  return {
    async current() {
      const { settings, outage } = await known();
      if (outage !== null) throw outage;
      return settings;
    },
    lastKnown: async () => (await known()).settings,
    isOutage: async () => (await known()).outage !== null,
  };
}

/** Falls back to the settings of the last successful read: an outage must not lift an access rule. */
export function withLastKnownSettings(read: () => Promise<KnownSettings>): () => Promise<KnownSettings> {
  let last: DeskSettings | null = null;
  return async () => {
    try {
      const known = await read();
      last = known.settings;
      return known;
    } catch (outage) {
      if (last) return { settings: last, outage };
      throw outage;
    }
  };
}

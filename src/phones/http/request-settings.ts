import type { DeskSettings } from '../../desk/settings';

/** The settings as somebody knows them who may have asked while the database was away. */
export interface KnownSettings {
  readonly settings: DeskSettings;
  /** Null: they are those of now. Else the fault of the database, and they are the last known. */
  readonly outage: unknown;
}

/** The settings for one request. They are read once, by whoever asks first. */
export interface RequestSettings {
  /** Those of now. Errors: those of the database. */
  now(): Promise<DeskSettings>;
  /** Those of now; while the database is away, the last known. Errors: those of the database, where none are known. */
  lastKnown(): Promise<DeskSettings>;
}

export function createRequestSettings(read: () => Promise<KnownSettings>): RequestSettings {
  let reading: Promise<KnownSettings> | null = null;
  const known = (): Promise<KnownSettings> => {
    reading ??= read();
    return reading;
  };
  return {
    async now() {
      const { settings, outage } = await known();
      if (outage !== null) throw outage;
      return settings;
    },
    lastKnown: async () => (await known()).settings,
  };
}

/** While the database is away, what held last holds on: no outage lifts a demand. */
export function rememberLast(read: () => Promise<KnownSettings>): () => Promise<KnownSettings> {
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

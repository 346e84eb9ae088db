import type { Account, Brand } from '../phones/brands/brand';
import type { FormatName } from '../phones/brands/format-name';
import type { Parameters } from '../phones/brands/parameters';

/** One request of a phone's boot. */
export interface BootStep {
  /** The name of the file, as this brand writes it. */
  readonly file: string;
  /** Whether the parameters of a file that is found are taken. A file not taken only steers the chain. */
  readonly takes: boolean;
  /** What a file that is found does to the rest of the chain. */
  readonly whenFound: 'go-on' | 'stop';
}

/** An account as a phone understood it. */
export interface AccountReading extends Account {
  readonly enabled: boolean;
  readonly register: boolean;
}

/** A key as a phone understood it. `opens` is the URL of an XML application, null for every other key. */
export interface KeyReading {
  readonly slot: string;
  readonly kind: string;
  readonly label: string;
  readonly value: string;
  readonly opens: string | null;
}

/** A phone's settings as it understood them. */
export interface Reading {
  readonly accounts: readonly AccountReading[];
  /** Only keys that do something. */
  readonly keys: readonly KeyReading[];
  /** The provisioning URL that it will use from now on; null: as before. */
  readonly provisioningUrl: string | null;
  /** What it answers with when the server asks for a login; null or none: nothing. */
  readonly provisioningLogin?: { readonly user: string; readonly password: string } | null;
  readonly pollMinutes: number | null;
}

/**
 * How the phones of a brand behave: what the simulator plays. Written from the vendor's documents, not from our own
 * writer, so that a wrong fact in one of the two shows.
 */
export interface DeviceProfile {
  /** The HTTP User-Agent of a model; `mac` as 12 lower-case hex digits. */
  userAgent(model: string, mac: string): string;
  /** What its browser says of itself in other headers. */
  pageHeaders?(model: string): Readonly<Record<string, string>>;
  sipUserAgent(model: string): string;
  /** What it says of itself in its dialogue with the provisioning service, where it has one. */
  introduces?(model: string): { readonly model: string; readonly firmware: string };
  /** The requests of a boot, in order. `url` is the provisioning URL as it was given. */
  boot(model: string, mac: string): readonly BootStep[];
  /** The requests of a boot once a config gave it a provisioning URL, where those are others. */
  bootOnceConfigured?(model: string, mac: string): readonly BootStep[];
  /** Whether the phone asks for exactly the URL that it was given, and for no file behind it. */
  readonly fetchesUrlItself: boolean;
  readonly reads: FormatName;
  /** Whether a parameter that a file leaves out keeps its value. */
  readonly keepsAbsent: boolean;
  /** Whether a file with the bytes of the last one is not taken again. */
  readonly skipsUnchanged: boolean;
  read(parameters: Parameters, model: string): Reading;
  /** What a NOTIFY with this Event does, given the phone's settings. */
  onNotify(event: string, parameters: Parameters, model: string): 'ignore' | 'reload' | 'reboot';
}

/** By the brand's id. */
export type DeviceProfiles = Readonly<Record<string, DeviceProfile>>;

/**
 * The profile of a brand; a white label behaves as the brand that it is like, under its own name.
 * @throws Error when the list has none.
 */
export function deviceProfileOf(profiles: DeviceProfiles, brand: Brand): DeviceProfile {
  const { whiteLabel } = brand;
  const profile = profiles[whiteLabel?.brand ?? brand.id];
  if (profile === undefined) throw new Error(`there is no device profile for the brand "${brand.id}"`);
  if (whiteLabel === undefined) return profile;
  const { userAgent } = whiteLabel;
  const real = (model: string) => whiteLabel.models[model] ?? model;
  return {
    ...profile,
    userAgent,
    sipUserAgent: (model) => userAgent(model, '02aabbccddee'),
    boot: (model, mac) => profile.boot(real(model), mac),
    read: (parameters, model) => profile.read(parameters, real(model)),
    onNotify: (event, parameters, model) => profile.onNotify(event, parameters, real(model)),
  };
}

import type { Account, Brand } from '../phones/brands/brand';
import type { FormatName } from '../phones/brands/format-name';
import type { Parameters } from '../phones/brands/parameters';

/** One request of a phone's boot. */
export interface BootStep {
  /** The file name in the spelling of the brand. */
  readonly file: string;
  /** Whether the phone applies the parameters of this file. Otherwise the file only decides whether the boot goes on. */
  readonly takes: boolean;
  /** Whether the boot goes on or stops when the file is found. */
  readonly whenFound: 'go-on' | 'stop';
}

/** An account as the phone reads it from its config. */
export interface AccountReading extends Account {
  readonly enabled: boolean;
  readonly register: boolean;
}

/** A key as the phone reads it from its config. `opens` is the URL of an XML application; null for other keys. */
export interface KeyReading {
  readonly slot: string;
  readonly kind: string;
  readonly label: string;
  readonly value: string;
  readonly opens: string | null;
}

/** The settings as the phone reads them from its config. */
export interface Reading {
  readonly accounts: readonly AccountReading[];
  /** Without unassigned keys. */
  readonly keys: readonly KeyReading[];
  /** The provisioning URL to use from now on; null keeps the current one. */
  readonly provisioningUrl: string | null;
  /** The HTTP login for the provisioning server; null or missing: none. */
  readonly provisioningLogin?: { readonly user: string; readonly password: string } | null;
  readonly pollMinutes: number | null;
}

/**
 * How the simulator behaves as a phone of the brand. Written from the vendor's documents, not from our own writer, so
 * that a test finds a wrong fact in either.
 */
export interface DeviceProfile {
  /** The HTTP User-Agent of a model; `mac` as 12 lower-case hex digits. */
  userAgent(model: string, mac: string): string;
  /** Further request headers of its browser. */
  pageHeaders?(model: string): Readonly<Record<string, string>>;
  sipUserAgent(model: string): string;
  /** How it identifies itself to a provisioning service, if its brand uses one. */
  protocolIdentity?(model: string): { readonly model: string; readonly firmware: string };
  /** The requests of a boot, in order. */
  boot(model: string, mac: string): readonly BootStep[];
  /** The requests of a boot after a config has set a provisioning URL, if they differ. */
  bootOnceConfigured?(model: string, mac: string): readonly BootStep[];
  /** Whether the phone fetches the provisioning URL itself instead of files below it. */
  readonly fetchesUrlItself: boolean;
  readonly reads: FormatName;
  /** Whether a parameter that is missing in a new file keeps its value. */
  readonly keepsAbsent: boolean;
  /** Whether the phone ignores files that have not changed. */
  readonly skipsUnchanged: boolean;
  read(parameters: Parameters, model: string): Reading;
  /** The reaction to a NOTIFY with this Event, under the phone's settings. */
  onNotify(event: string, parameters: Parameters, model: string): 'ignore' | 'reload' | 'reboot';
}

/** By the brand's id. */
export type DeviceProfiles = Readonly<Record<string, DeviceProfile>>;

/**
 * The profile of a brand. A white label uses the profile of its base brand, with its own User-Agent and model names.
 * @throws Error when the list has none.
 */
export function deviceProfileOf(profiles: DeviceProfiles, brand: Brand): DeviceProfile {
  const { whiteLabel } = brand;
  const profile = profiles[whiteLabel?.brand ?? brand.id];
  if (profile === undefined) throw new Error(`no device profile for the brand "${brand.id}"`);
  if (whiteLabel === undefined) return profile;
  const { userAgent } = whiteLabel;
  const baseModel = (model: string) => whiteLabel.models[model] ?? model;
  return {
    ...profile,
    userAgent,
    sipUserAgent: (model) => userAgent(model, '02aabbccddee'),
    boot: (model, mac) => profile.boot(baseModel(model), mac),
    read: (parameters, model) => profile.read(parameters, baseModel(model)),
    onNotify: (event, parameters, model) => profile.onNotify(event, parameters, baseModel(model)),
  };
}

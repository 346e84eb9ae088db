import type { Log } from '../desk/ports/log';
import type { Brand } from '../phones/brands/brand';
import type { DisplayedScreen } from './browser/displayed-screen';
import type { AccountReading, DeviceProfile, KeyReading } from './device-profile';
import type { PhoneTls } from './http-get';
import type { PhoneTiming } from './timing';

export interface SimulatedPhoneOptions {
  readonly brand: Brand;
  /** The behaviour of the brand. */
  readonly profile: DeviceProfile;
  /** A model name that the brand's `modelOf` accepts. */
  readonly model: string;
  /** In any usual notation. */
  readonly mac: string;
  /** The initial provisioning URL. */
  readonly url: string;
  /** `dhcp`: uses `url` at every boot and reload. `config`: uses the URL of the last config. */
  readonly urlFrom: 'config' | 'dhcp';
  /** The IP address of the phone: a loopback one such as 127.0.0.11. */
  readonly address: string;
  /** The SIP port; default: that of the brand. 0 picks a free one. */
  readonly sipPort?: number;
  readonly timing?: Partial<PhoneTiming>;
  /** Trusted roots and client certificate for HTTPS. */
  readonly tls?: PhoneTls;
  /** The requested `Expires`, in seconds; default 3600. */
  readonly expires?: number;
  /** Injected faults; none by default. */
  readonly faults?: PhoneFaults;
  readonly log?: Log;
}

/**
 * Faults that a test injects. They may change while the phone is on. A missing field means correct behaviour.
 */
export interface PhoneFaults {
  /** False: fetches no file, whatever asks for it. */
  fetches?: boolean;
  /** False: applies its config, but registers no new line. */
  registers?: boolean;
  /** The answer to a NOTIFY, which is then not acted on; `nothing`: no answer. */
  notify?: 481 | 401 | 'nothing';
}

/** A request for a config file. `status` is 0 when the phone got no readable answer. */
export interface FetchRecord {
  /** The requested path and query. */
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
}

/** A received NOTIFY and the reaction of the phone. */
export interface NotifyRecord {
  /** The unparsed Event header. */
  readonly event: string;
  readonly contentType: string;
  readonly body: string;
  readonly from: string;
  readonly did: 'ignore' | 'reload' | 'reboot';
}

/**
 * A desk phone in software. User actions throw PageRefused where a real phone would show an error, and then change
 * nothing. Like a real phone, it ignores config files that it cannot fetch or read; it logs them.
 */
export interface SimulatedPhone {
  /** Switches the phone on: listens for SIP, fetches and applies its files. @throws when it is on or the port is taken. */
  boot(): Promise<void>;
  /** Cuts the power, without un-registering. Stored settings survive. */
  powerOff(): Promise<void>;
  /** Restarts without un-registering; fetches and applies its files again. */
  reboot(): Promise<void>;
  /** Fetches and applies without a restart. Resolves when removed accounts are un-registered. */
  reload(): Promise<void>;
  /** The assigned keys of the current config. None while the phone is off. */
  keys(): readonly KeyReading[];
  /** The displayed page of an XML application; null: the idle screen. */
  screen(): DisplayedScreen | null;
  /** Presses the key with this label or slot. Supports only keys that open an XML application. */
  pressKey(labelOrSlot: string): Promise<void>;
  /** Presses the menu item or the soft key with this label. */
  choose(label: string): Promise<void>;
  /** Types values into the form, by field name or label. */
  fill(values: Readonly<Record<string, string>>): void;
  /** Presses OK: submits a form, opens the highlighted menu item, closes a text. */
  submit(): Promise<void>;
  /** Leaves the page. */
  exit(): Promise<void>;
  /** Presses a soft key by its position, from 1. */
  pressSoftKey(index: number): Promise<void>;
  /** Presses a menu item by its position, from 1. */
  pressItem(place: number): Promise<void>;
  accounts(): readonly AccountReading[];
  /** The SIP users that the phone believes to be registered. */
  registered(): readonly string[];
  /** The latest problem; null when there is none. */
  problem(): string | null;
  readonly isOn: boolean;
  readonly reboots: number;
  readonly fetches: readonly FetchRecord[];
  readonly notifies: readonly NotifyRecord[];
  /** The local SIP port. */
  readonly sipPort: number;
  /** Calls back after every change. Returns a function that stops it. */
  onChange(listener: () => void): () => void;
  /** Keys and display as plain text, 40 columns wide. */
  render(): string;
  /** Waits for a condition. @throws Error with the rendered phone after that many milliseconds. */
  until(condition: (phone: SimulatedPhone) => boolean, milliseconds: number): Promise<void>;
}

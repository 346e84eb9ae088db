import type { Log } from '../desk/ports/log';
import type { Brand } from '../phones/brands/brand';
import type { DisplayedScreen } from './browser/displayed-screen';
import type { AccountReading, DeviceProfile, KeyReading } from './device-profile';
import type { PhoneTls } from './http-get';
import type { PhoneTiming } from './timing';

export interface SimulatedPhoneOptions {
  readonly brand: Brand;
  /** How phones of the brand behave. */
  readonly profile: DeviceProfile;
  /** As the brand's `modelOf` understands it. */
  readonly model: string;
  /** In any of the usual notations. */
  readonly mac: string;
  /** The provisioning URL that it is given first. */
  readonly url: string;
  /** `dhcp`: asks this very URL at every boot and reload. `config`: uses what the last config said. */
  readonly urlFrom: 'config' | 'dhcp';
  /** Its own address, a loopback one such as 127.0.0.11. */
  readonly address: string;
  /** Where it listens for SIP; by default where phones of the brand do. 0: any free port. */
  readonly sipPort?: number;
  readonly timing?: Partial<PhoneTiming>;
  /** Whom it trusts, and what it shows, over HTTPS. */
  readonly tls?: PhoneTls;
  /** What it asks for in `Expires`, in seconds; by default 3600. */
  readonly expires?: number;
  /** How it misbehaves; by default it does not. */
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

/** A request for a config file. `status` 0: no answer that the phone could read. */
export interface Fetch {
  /** Path and query as they were asked for. */
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
}

/** A NOTIFY that came, and what it made the phone do. */
export interface Notified {
  /** Its Event header as it stood. */
  readonly event: string;
  readonly contentType: string;
  readonly body: string;
  readonly from: string;
  readonly did: 'ignore' | 'reload' | 'reboot';
}

/**
 * A desk phone in software. What users do at a phone throws PageRefused when a real one would show an error or not
 * take it; nothing then changes. Config files that cannot be read or fetched are ignored, as phones do, and logged.
 */
export interface SimulatedPhone {
  /** Switches it on: fetches its files, applies them, listens for SIP. @throws when it is on, or the port is taken. */
  boot(): Promise<void>;
  /** Pulls the cable: no goodbye to anybody. What a phone keeps, it keeps. */
  powerOff(): Promise<void>;
  /** Restarts without a goodbye, fetches and applies again. */
  reboot(): Promise<void>;
  /** Fetches and applies without a restart. Resolves when accounts that went have been un-registered. */
  reload(): Promise<void>;
  /** Keys that do something, as the phone understood its config. None while it is off. */
  keys(): readonly KeyReading[];
  /** The page of an XML application on its display; null: the idle screen. */
  screen(): DisplayedScreen | null;
  /** Presses the key with this label or slot. Only keys that open an XML application do anything here. */
  pressKey(labelOrSlot: string): Promise<void>;
  /** Presses the menu item or the soft key with this label. */
  choose(label: string): Promise<void>;
  /** Types values into the form, by the name or the label of a field. */
  fill(values: Readonly<Record<string, string>>): void;
  /** The OK key: submits a form, takes the highlighted item of a menu, ends a text. */
  submit(): Promise<void>;
  /** Leaves the page. */
  exit(): Promise<void>;
  /** Presses the soft key at this place below the display, from 1. */
  pressSoftKey(index: number): Promise<void>;
  /** Presses this item of the menu, from 1. */
  pressItem(place: number): Promise<void>;
  accounts(): readonly AccountReading[];
  /** The SIP users that it believes to be registered. */
  registered(): readonly string[];
  /** What went wrong last, in words; null when all is well. */
  problem(): string | null;
  readonly isOn: boolean;
  readonly reboots: number;
  readonly fetches: readonly Fetch[];
  readonly notifies: readonly Notified[];
  /** Where it listens for SIP. */
  readonly sipPort: number;
  /** Calls back after every change of anything above. Returns how to stop. */
  onChange(listener: () => void): () => void;
  /** Keys and display as plain text, 40 columns wide. */
  render(): string;
  /** Waits until this holds. @throws after that many milliseconds, with what the phone shows. */
  until(holds: (phone: SimulatedPhone) => boolean, milliseconds: number): Promise<void>;
}

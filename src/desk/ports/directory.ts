import type { Extension, Mailbox, SipAccount } from '../model';
import type { Census } from './census';

/** Extensions, mailboxes and SIP accounts of FreePBX (implemented in pbx/). Read-only. Faults are exceptions. */
export interface Directory {
  extension(number: string): Promise<Extension | null>;
  extensions(): Promise<readonly Extension[]>;
  /** The mailbox of `number` in `context`; null when there is none, or it is ambiguous. */
  mailbox(number: string, context: string): Promise<Mailbox | null>;
  /** The account by which a desk phone registers as this extension; null when there is none. */
  sipAccount(number: string): Promise<SipAccount | null>;
  /** The same, and how it was chosen among the devices of the extension. */
  deviceChoice(number: string): Promise<DeviceChoice>;
  /** Which rows there are. A table or file that is not there has none. */
  census(): Promise<Census>;
}

/** Why a device gives an extension its account: it has the extension's number, or the extension is its user. */
export type DeviceRule = 'own-number' | 'fixed' | 'ad-hoc';

/** The device that gives an extension its account. `rule` is null if and only if `account` is. */
export interface DeviceChoice {
  readonly account: SipAccount | null;
  readonly rule: DeviceRule | null;
  /** The other SIP devices of the extension. */
  readonly passedOver: readonly PassedOverDevice[];
}

/**
 * `soft-phone`: a browser's or a soft phone's device. `later-in-order`: another desk phone's device comes first. `no-secret`,
 * `bad-secret`, `md5-secret`: it comes first, but a phone cannot register by its secret.
 */
export interface PassedOverDevice {
  readonly device: string;
  readonly reason: 'soft-phone' | 'later-in-order' | 'no-secret' | 'bad-secret' | 'md5-secret';
}

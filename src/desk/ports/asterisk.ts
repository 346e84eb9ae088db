import type { SipAccount } from '../model';

/** A registration as Asterisk holds it. `address` and `port` are where its packets really come from. */
export interface Contact {
  readonly endpoint: string;
  readonly technology: 'pjsip' | 'sip';
  readonly uri: string;
  readonly address: string;
  readonly port: number;
  readonly userAgent: string;
}

/** A contact came, changed or went. Nothing is promised about order or repetition. */
export interface ContactChange {
  readonly endpoint: string;
  readonly technology: 'pjsip' | 'sip';
  readonly uri: string;
  readonly present: boolean;
}

/** Where a NOTIFY goes: to one contact, or to an address that has no registration. */
export type NotifyTarget =
  | { readonly kind: 'contact'; readonly contact: Contact }
  | { readonly kind: 'address'; readonly address: string; readonly port: number };

export type SipEndpoint = Pick<SipAccount, 'endpoint' | 'technology'>;

/** What Asterisk does (implemented in asterisk/ and, for the demo, in demo/). Faults are exceptions. */
export interface Asterisk {
  contacts(endpoint: SipEndpoint): Promise<readonly Contact[]>;
  /** Ends one registration so that Asterisk itself knows: calls stop, lamps go out, `onContact` reports it. */
  endRegistration(contact: Contact): Promise<void>;
  /** Sends a NOTIFY to exactly one phone. Resolves when it is dispatched, which proves nothing. */
  notify(target: NotifyTarget, event: string): Promise<void>;
  /** All contacts of the PBX. For reconciling: those of chan_sip come without User-Agent. */
  allContacts(): Promise<readonly Contact[]>;
  /** The address of the phone in each call of this endpoint, ringing ones included; empty where it cannot be told. */
  callsOf(endpoint: SipEndpoint): Promise<readonly string[]>;
  /** Null where AstDB knows no fixed device of this name: there is no FreePBX, or the device changes hands. */
  deviceLink(device: string, user: string): Promise<DeviceLink | null>;
  /** Ties a device to a user in AstDB, beside the devices that the user has. */
  linkDevice(device: string, user: string): Promise<void>;
  /** Calls back at every change of a contact, and once for each contact after a reconnect. Returns how to stop. */
  onContact(listener: (change: ContactChange) => void): () => void;
}

/** What AstDB says of a fixed device of FreePBX: whose it is, and where calls to that user ring. */
export interface DeviceLink {
  readonly user: string;
  readonly devices: readonly string[];
}

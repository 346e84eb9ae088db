import type { SipAccount, Technology } from '../model';

/** The longest URI of a contact, in characters: Asterisk's own limit is 511. A contact with a longer one does not count. */
export const MAX_CONTACT_URI_LENGTH = 512;

/** A registration in Asterisk. `address` and `port` are the actual source of its packets. */
export interface Contact {
  readonly endpoint: string;
  readonly technology: Technology;
  readonly uri: string;
  readonly address: string;
  readonly port: number;
  readonly userAgent: string;
}

/** A contact was added, changed or removed. Changes may come in any order and repeatedly. */
export interface ContactChange {
  readonly endpoint: string;
  readonly technology: Technology;
  readonly uri: string;
  readonly present: boolean;
}

/** The target of a NOTIFY: a contact, or an address without a registration. */
export type NotifyTarget =
  | { readonly kind: 'contact'; readonly contact: Contact }
  | { readonly kind: 'address'; readonly address: string; readonly port: number };

export type SipEndpoint = Pick<SipAccount, 'endpoint' | 'technology'>;

/** `no-technology`: this Asterisk does not have the account's technology at all. */
export type EndpointState = 'present' | 'absent' | 'no-technology';

/**
 * Asterisk answered that it does not do what was asked, or it cannot be asked that. `isFinal`: a repetition is refused, too,
 * because it lacks a module, or a value cannot be sent.
 */
export class ActionRefused extends Error {
  override readonly name: string = 'ActionRefused';

  constructor(
    message: string,
    readonly isFinal: boolean,
  ) {
    super(message);
  }
}

/** Access to Asterisk (implemented in asterisk/ and, for the demo, in demo/). Faults are exceptions. */
export interface Asterisk {
  /** Whether Asterisk has an endpoint now: what was changed in FreePBX is there only after its "Apply Config". */
  endpointState(endpoint: SipEndpoint): Promise<EndpointState>;
  /** Empty also where Asterisk does not have the endpoint or its technology. */
  contacts(endpoint: SipEndpoint): Promise<readonly Contact[]>;
  /** Ends one registration within Asterisk: no more calls, BLF lamps go out, `onContact` reports it. */
  endRegistration(contact: Contact): Promise<void>;
  /** Sends a NOTIFY to exactly one phone. Resolves when it is sent, not when the phone reacts. */
  notify(target: NotifyTarget, event: string): Promise<void>;
  /** All contacts of the PBX, for reconciling. chan_sip contacts come without a User-Agent. */
  allContacts(): Promise<readonly Contact[]>;
  /** The phone address of each call of this endpoint, including ringing ones; empty if unknown. */
  callsOf(endpoint: SipEndpoint): Promise<readonly string[]>;
  /** Null if AstDB has no fixed device of this name: no FreePBX, or an ad-hoc device. */
  deviceLink(device: string, user: string): Promise<DeviceLink | null>;
  /** Links a device to a user in AstDB, in addition to the devices that the user has. */
  linkDevice(device: string, user: string): Promise<void>;
  /** Calls back at every change of a contact, and once for each contact after a reconnect. Returns the function that unsubscribes. */
  onContact(listener: (change: ContactChange) => void): () => void;
}

/** A fixed FreePBX device in AstDB: its user, and the devices at which calls to that user ring. */
export interface DeviceLink {
  readonly user: string;
  readonly devices: readonly string[];
}

import type { Mac } from '../../../lib/mac';

/** A message from a phone. All of it is a claim. */
export interface PhoneMessage {
  /** Must be in our answer: it protects the phone against replays. */
  readonly nonce: string;
  /** Null in replies to us, which do not contain it. */
  readonly mac: Mac | null;
  readonly model: string | null;
  readonly firmware: string | null;
  /**
   * `config-request`: the phone wants its config. `local-change`: a user changed something on the phone. `accepted`,
   * `rejected`, `busy`: its reply to our config. `other`: nothing but the end of the exchange is needed.
   */
  readonly reason: 'config-request' | 'local-change' | 'accepted' | 'rejected' | 'busy' | 'other';
  /** The phone's current parameters. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Names of parameters that the phone rejected. */
  readonly rejected: readonly string[];
}

/** How phones of a family exchange messages with their provisioning service: one message a request, one a response. */
export interface ProvisioningProtocol {
  readonly contentType: string;
  /** The MAC that a body claims, found without parsing it: null when it names none, or is no message. */
  claimedMac(body: Buffer): Mac | null;
  /** Null when the body is not a message of this protocol. */
  read(body: Uint8Array): PhoneMessage | null;
  /** A message that makes the phone apply a config file of its brand. */
  deliverConfig(nonce: string, file: Buffer): Buffer;
  /** Ends the exchange; with `retry`, a busy phone contacts us again later. */
  end(nonce: string, retry: boolean): Buffer;
  /** Whether the phone's parameters differ from those of this config file. */
  differsFrom(message: PhoneMessage, file: Buffer): boolean;
}

import type { Mac } from '../../../lib/mac';

/** What a phone says in its dialogue with us. All of it is a claim. */
export interface PhoneMessage {
  /** Comes back in our answer, so that nobody can play an old one to the phone. */
  readonly nonce: string;
  /** Null in answers to us, which do not say who gives them. */
  readonly mac: Mac | null;
  readonly model: string | null;
  readonly firmware: string | null;
  /**
   * `asks`: for its config. `changed`: somebody changed something on it. `took`, `refused` and `busy`: how it took what
   * we had written. `else`: nothing that needs more than a goodbye.
   */
  readonly why: 'asks' | 'changed' | 'took' | 'refused' | 'busy' | 'else';
  /** Parameters with the values that they have on the phone. */
  readonly says: ReadonlyMap<string, string>;
  /** Names of parameters that it did not take. */
  readonly refused: readonly string[];
}

/** How phones of a family talk with their provisioning service: one message a request, one a response. */
export interface ProtocolLanguage {
  readonly contentType: string;
  /** Null: no message that such a phone sends. */
  read(body: Uint8Array): PhoneMessage | null;
  /** Has the phone take a config file of its brand. */
  giveConfig(nonce: string, file: Buffer): Buffer;
  /** Ends the dialogue; one that was too busy comes back when it is not. */
  end(nonce: string, comeBack: boolean): Buffer;
  /** Whether a phone that was changed has something else than this config file says. */
  differs(message: PhoneMessage, file: Buffer): boolean;
}

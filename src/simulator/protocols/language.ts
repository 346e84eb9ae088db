/** Who talks, and how he wants to be called. */
export interface Speaker {
  readonly mac: string;
  readonly model: string;
  readonly firmware: string;
  /** Its IP address. */
  readonly address: string;
}

/** What the service has the phone do. */
export interface Order {
  readonly nonce: string;
  readonly does: 'write' | 'end';
}

/** How a phone talks: none of it shares code with the service's side. */
export interface PhoneLanguage {
  readonly contentType: string;
  /** Where it listens for the request to begin a dialogue. */
  readonly contact: { readonly port: number; readonly path: string };
  /** Whether what was POSTed there is that request. */
  isCalled(body: string): boolean;
  begin(speaker: Speaker, why: 'start-up' | 'solicited', nonce: string): Buffer;
  /** The answer to an order to write. */
  reply(nonce: string, accepted: boolean): Buffer;
  /** @throws UnreadableFile when a phone would not take it for an answer. */
  read(bytes: Uint8Array): Order;
}

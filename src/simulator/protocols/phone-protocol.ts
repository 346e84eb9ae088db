/** How a phone identifies itself to a provisioning service. */
export interface DeviceIdentity {
  readonly mac: string;
  readonly model: string;
  readonly firmware: string;
  /** Its IP address. */
  readonly address: string;
}

/** A command of the provisioning service. */
export interface ServiceCommand {
  readonly nonce: string;
  readonly action: 'write' | 'end';
}

/** The phone's side of a provisioning protocol. Shares no code with the service's side. */
export interface PhoneProtocol {
  readonly contentType: string;
  /** Where the phone listens for a contact request. */
  readonly contact: { readonly port: number; readonly path: string };
  /** Whether a POSTed body is a contact request. */
  isContactRequest(body: string): boolean;
  /** The first message of a conversation. */
  startMessage(identity: DeviceIdentity, why: 'start-up' | 'solicited', nonce: string): Buffer;
  /** The answer to a `write` command. */
  replyMessage(nonce: string, accepted: boolean): Buffer;
  /** @throws UnreadableFile when the message is invalid. */
  readCommand(bytes: Uint8Array): ServiceCommand;
}

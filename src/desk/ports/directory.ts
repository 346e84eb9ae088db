import type { Extension, Mailbox, SipAccount } from '../model';
import type { Census } from './census';

/** Extensions, mailboxes and SIP accounts of FreePBX (implemented in pbx/). Read-only. Faults are exceptions. */
export interface Directory {
  extension(number: string): Promise<Extension | null>;
  extensions(): Promise<readonly Extension[]>;
  /** The mailbox of `number` in `context`; null when there is none, or it is ambiguous. */
  mailbox(number: string, context: string): Promise<Mailbox | null>;
  sipAccount(number: string): Promise<SipAccount | null>;
  /** Which rows there are. A table or file that is not there has none. */
  census(): Promise<Census>;
}

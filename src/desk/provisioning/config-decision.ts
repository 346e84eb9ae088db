import type { Mac } from '../../lib/mac';
import type { Extension, Phone, Session, SipAccount, Token } from '../model';
import type { DeskSettings } from '../settings';
import type { TemplateChoice } from './choose-template';
import type { TurnAwayReason } from './turn-away';

/** A config fetch. MAC, brand and model are claims of the phone, not proofs. */
export interface FetchRequest {
  readonly mac: Mac;
  readonly brand: string;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly address: string;
  /** The text of the token in the URL; null for the bare file. */
  readonly tokenText: string | null;
}

/** What a fetch gets. */
export type ConfigDecision =
  | {
      readonly kind: 'absent';
      /** Why the phone is turned away. After `too-many-enrolments` it may ask again later. */
      readonly reason: TurnAwayReason;
    }
  | {
      /**
       * The phone of a session whose extension or account is not there now, or whose PBX is incomplete: it must keep the config
       * that it has.
       */
      readonly kind: 'withheld';
      readonly session: Session;
      readonly token: Token;
    }
  | {
      readonly kind: 'logged-out';
      /** Whether this MAC was unknown before. */
      readonly isNew: boolean;
      readonly phone: Phone;
      readonly token: Token;
      readonly settings: DeskSettings;
    }
  | {
      readonly kind: 'logged-in';
      readonly phone: Phone;
      readonly token: Token;
      readonly settings: DeskSettings;
      readonly session: Session;
      readonly extension: Extension;
      readonly account: SipAccount;
      readonly choice: TemplateChoice;
    };

/** A fetch that gets the account of a session. */
export type LoggedInDecision = Extract<ConfigDecision, { kind: 'logged-in' }>;

import type { Via } from '../../desk/model';
import type { TokenHolder } from '../../desk/provisioning/authenticate-token';
import type { LoginRequest } from '../../desk/sessions/log-in';
import type { Strings } from './strings';

/** One request of the login app: the token's phone and session, the address and the phone's claims. */
export interface FlowRequest {
  readonly holder: TokenHolder;
  /** The token from the URL, for the URLs in the answer. */
  readonly tokenText: string;
  readonly via: Via;
  readonly address: string;
  /** What the phone claims to be; null when it is of no known brand. */
  readonly claims: NonNullable<LoginRequest['claims']> | null;
  /** The most fields of a form that this phone shows at once: of what it claims to be, as its dialect is. */
  readonly formFields: number;
  /** In the language of the phone. */
  readonly strings: Strings;
}

import type { Via } from '../../desk/model';
import type { TokenHolder } from '../../desk/provisioning/authenticate-token';
import type { LoginRequest } from '../../desk/sessions/log-in';
import type { Strings } from './strings';

/** One request of the login app: who asks, through which address, and the values that were typed. */
export interface FlowRequest {
  readonly holder: TokenHolder;
  /** The token as it stands in the URL, for the URLs of the answer. */
  readonly tokenText: string;
  readonly via: Via;
  readonly address: string;
  /** What the User-Agent says of the phone; null when it is none that we know. */
  readonly claims: NonNullable<LoginRequest['claims']> | null;
  /** In the language of the phone. */
  readonly strings: Strings;
}

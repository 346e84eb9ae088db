import type { Desk } from '../../desk/desk';
import type { DeskEvent } from '../../desk/events';
import type { Phone } from '../../desk/model';
import type { Clock } from '../../desk/ports/clock';
import type { Directory } from '../../desk/ports/directory';
import type { Log } from '../../desk/ports/log';
import type { Refusal } from '../../desk/refusals';
import type { OpenListeners } from '../../desk/settings-conflicts';
import type { Encryptor } from '../../lib/encryption';
import type { AuthenticateKey } from '../http/authorise';
import type { HotdeskMetrics } from '../metrics/metrics';
import type { Brands } from './brands';
import type { DemoFacts } from './demo';
import type { AsteriskState } from './health';
import type { AdminKey } from './keys';
import type { Preview, PreviewQuery } from './preview';
import type { AdminStore } from './store';

/** Dependencies of the admin API. */
export interface AdminDeps {
  readonly version: string;
  readonly desk: Pick<
    Desk,
    | 'reconcile'
    | 'logInByRest'
    | 'logOutFor'
    | 'newLink'
    | 'incompletePbx'
    | 'extensionCount'
    | 'isLost'
    | 'confirmLosses'
  >;
  readonly directory: Pick<Directory, 'extension' | 'extensions'>;
  readonly store: AdminStore;
  readonly brands: Brands;
  preview(query: PreviewQuery): Promise<Preview | Refusal>;
  /** The provisioning URL of a phone, with its token; null when it cannot have one. */
  linkOf(phone: Phone, tokenText: string): Promise<string | null>;
  /** Finds the holder of a key, in constant time. */
  readonly authenticateKey: AuthenticateKey;
  /** Whether HOTDESK_ADMIN_KEY is set: a key with all scopes, named `environment`, that REST cannot revoke. */
  readonly hasEnvironmentKey: boolean;
  /** Called after a key was revoked. */
  readonly onKeyRevoked: (key: AdminKey) => Promise<void>;
  readonly asterisk: { health(): AsteriskState };
  /** For secrets that must be readable again. */
  readonly encryptor: Encryptor;
  openListeners(): OpenListeners;
  /** Subscribes to desk events; returns the unsubscribe function. */
  subscribe(listener: (event: DeskEvent) => void): () => void;
  readonly metrics: HotdeskMetrics;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
  /** Aborted when the service stops; ends event streams and the subscription. */
  readonly signal: AbortSignal;
  /** Called at each view of the console; null: not a demo. */
  readonly demo: (() => DemoFacts) | null;
}

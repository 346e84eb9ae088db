import type { Desk } from '../../desk/desk';
import type { DeskEvent } from '../../desk/events';
import type { Phone } from '../../desk/model';
import type { Clock } from '../../desk/ports/clock';
import type { Directory } from '../../desk/ports/directory';
import type { Log } from '../../desk/ports/log';
import type { Refusal } from '../../desk/refusals';
import type { OpenListeners } from '../../desk/settings-conflicts';
import type { Who } from '../http/authorise';
import type { HotdeskMetrics } from '../metrics/metrics';
import type { Brands } from './brands';
import type { DemoFacts } from './demo';
import type { AsteriskState } from './health';
import type { Preview, PreviewQuery } from './preview';
import type { AdminStore } from './store';

/** What the admin API is made of. */
export interface AdminDeps {
  readonly version: string;
  readonly desk: Pick<Desk, 'reconcile' | 'logInByRest' | 'logOutFor' | 'newLinkToken' | 'tokenTextOf'>;
  readonly directory: Pick<Directory, 'extension' | 'extensions'>;
  readonly store: AdminStore;
  readonly brands: Brands;
  preview(query: PreviewQuery): Promise<Preview | Refusal>;
  /** The provisioning URL of a phone, with its token; null when it cannot have one. */
  linkOf(phone: Phone, tokenText: string): Promise<string | null>;
  /** Whose key this is. Takes a time that tells nothing. */
  readonly who: Who;
  /** Whether the environment gives a key, named `environment`: it may do everything and cannot be revoked here. */
  readonly hasEnvironmentKey: boolean;
  readonly asterisk: { health(): AsteriskState };
  /** Encrypts a secret that phones must be told again. */
  encrypt(text: string): string;
  openListeners(): OpenListeners;
  /** Listens to the desk; returns how to stop. */
  subscribe(listener: (event: DeskEvent) => void): () => void;
  readonly metrics: HotdeskMetrics;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the service ends: the event streams end with it, and nothing is listened to any more. */
  readonly signal: AbortSignal;
  /** Asked at each view of the page; null when this is no demo. */
  readonly demo: (() => DemoFacts) | null;
}

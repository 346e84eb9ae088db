import type { AsteriskState } from '../admin/ports/health';
import type { Desk } from '../desk/desk';
import type { EventBus } from '../desk/event-bus';
import type { Clock } from '../desk/ports/clock';
import type { Directory } from '../desk/ports/directory';
import type { DeskStore } from '../desk/ports/store';
import type { DeskSettings } from '../desk/settings';
import type { AdminKeys } from './admin-keys';

/** Everything behind the listeners that needs the database. */
export interface Core {
  readonly desk: Desk;
  readonly store: Pick<DeskStore, 'settings'>;
  /** Values of settings that no admin has changed. */
  readonly defaults: DeskSettings;
  readonly directory: Directory;
  readonly asterisk: { health(): AsteriskState };
  readonly eventBus: EventBus;
  readonly keys: AdminKeys;
  /** The clock of the database, which all instances share. */
  readonly clock: Clock;
}

/** Registers a function that closes what was opened. */
export type OnStop = (close: () => Promise<unknown>) => void;

/** Closes what was opened, in reverse order. */
export interface Cleanup {
  readonly onStop: OnStop;
  close(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const closers: (() => Promise<unknown>)[] = [];
  return {
    onStop: (close) => closers.push(close),
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

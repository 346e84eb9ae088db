import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { DRAIN_MS } from '../listeners/drain';

/** Requests and jobs have DRAIN_MS; then the rest, such as a database that does not answer, has this long. */
const AFTER_DRAIN_MS = 5_000;
/** How long a stop may take. A process manager must not kill the process earlier. */
export const STOP_LIMIT_MS = DRAIN_MS + AFTER_DRAIN_MS;
/** `npm start` passes on a signal that the terminal has sent to all: such a repetition is no second signal. */
const SAME_SIGNAL_MS = 500;

export interface EndOnSignalsDeps {
  /** The service, which may still be starting. */
  readonly service: () => Promise<{ stop(): Promise<void> }>;
  readonly exit: (code: number) => void;
  readonly log: Log;
}

/** Stops the service and ends the process on SIGTERM, SIGINT or SIGHUP, after 15 seconds in any case. A second signal ends it at once. */
export function endOnSignals({ service, exit, log }: EndOnSignalsDeps): void {
  let signalledAt: number | null = null;
  const end = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (signalledAt !== null) {
      if (now - signalledAt < SAME_SIGNAL_MS) return;
      log.warn({ event: 'service.stop-forced', signal }, 'a second signal: ending at once');
      exit(1);
      return;
    }
    signalledAt = now;
    log.info({ event: 'service.stopping', signal }, 'stopping');
    setTimeout(() => {
      const fields = { event: 'service.stop-forced', limitMs: STOP_LIMIT_MS };
      log.warn(fields, 'the service did not stop in time: ending now');
      exit(1);
    }, STOP_LIMIT_MS);
    service()
      .then(({ stop }) => stop())
      .then(
        () => exit(0),
        (error: unknown) => {
          log.error(
            { event: 'service.stop-failed', error: errorText(error) },
            'the service did not stop cleanly',
          );
          exit(1);
        },
      );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('SIGHUP', end);
}

import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Log } from '../../desk/ports/log';
import { InFlight, type SourceLimit } from '../../lib/in-flight';
import { RateLimit } from '../../lib/rate-limiter';
import { whenAnswered } from '../../lib/when-answered';
import type { InternalSources } from './internal-sources';
import { sourceAddressOf } from './source-address';

/** Requests of one source that are worked on at once, and that wait. Several phones may share an address. */
const OUTSIDE: SourceLimit = { running: 16, waiting: 128 };
/** The same for internal networks, and for phones behind a proxy that forwards no address. */
const INSIDE: SourceLimit = { running: 64, waiting: 1_024 };
const ALL: SourceLimit = { running: 128, waiting: 2_048 };
const LOG_RATE = { burst: 1, recoveryMs: 60_000 };

interface InFlightDeps {
  readonly sources: InternalSources;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Bounds the requests that are worked on at once, by source and for all. Further ones wait in turn, and get 429 or 503 without
 * any query when too many wait. Must run after `recordSource`, and after what waits for the client, such as the arrival of a body.
 */
export function limitInFlight({ sources, log }: InFlightDeps): RequestHandler {
  const limitOf = (source: string): SourceLimit => (sources.isInside(source) ? INSIDE : OUTSIDE);
  const inFlight = new InFlight({ limitOf, all: ALL });
  const logRate = new RateLimit(() => performance.now(), LOG_RATE);
  return async (request: Request, response: Response, next: NextFunction) => {
    const source = sources.sourceOf(sourceAddressOf(request));
    const admission = await inFlight.enter(source);
    if (admission === 'run') {
      response.locals.leaveInFlight = whenAnswered(response, () => inFlight.leave(source));
      // A client that hung up while it waited gets no answer, and changes nothing.
      if (request.socket.destroyed) return leaveInFlight(response);
      return next();
    }
    const status = admission === 'busy' ? 429 : 503;
    if (!logRate.isUsedUp())
      log.warn({ event: 'phone-server.overloaded', source, status }, 'too many requests at once');
    logRate.use();
    response
      .status(status)
      .set({ 'Retry-After': '30', Connection: 'close' })
      .type('text/plain')
      .send('too many requests\n');
  };
}

/** Frees the place of a request that no longer costs anything, such as one that only waits. Idempotent. */
export function leaveInFlight(response: Response): void {
  const leave: unknown = response.locals.leaveInFlight;
  if (typeof leave === 'function') leave();
}

import type { RequestHandler, Response } from 'express';
import { InFlight, type SourceLimit } from '../../lib/in-flight';
import { plainAddress, sourceOf } from '../../lib/ip';
import { whenAnswered } from '../../lib/when-answered';
import { createProblem, sendProblem } from './problem';

/** Requests of one source, and of all, that are worked on at once and that wait. */
const SOURCE: SourceLimit = { running: 32, waiting: 256 };
const ALL: SourceLimit = { running: 64, waiting: 1_024 };
const RETRY_AFTER_SECONDS = '5';

/** Bounds the requests that are worked on at once. Further ones wait in turn; when too many do, they are refused unread. */
export function limitAdminRequests(): RequestHandler {
  const inFlight = new InFlight({ limitOf: () => SOURCE, all: ALL });
  return async (request, response, next) => {
    const source = sourceOf(plainAddress(request.ip ?? ''));
    const admission = await inFlight.enter(source);
    if (admission === 'run') {
      response.locals.leaveInFlight = whenAnswered(response, () => inFlight.leave(source));
      return next();
    }
    response.set({ 'Retry-After': RETRY_AFTER_SECONDS, Connection: 'close' });
    sendProblem(response, createProblem(admission === 'busy' ? 'too-many-requests' : 'overloaded'));
  };
}

/** For a request that costs nothing for now, such as an open event stream. Idempotent. */
export function leaveAdminRequests(response: Response): void {
  const leave: unknown = response.locals.leaveInFlight;
  if (typeof leave === 'function') leave();
}

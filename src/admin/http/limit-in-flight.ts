import type { RequestHandler, Response } from 'express';
import { InFlight, type SourceLimit } from '../../lib/in-flight';
import { plainAddress, sourceOf } from '../../lib/ip';
import { whenAnswered } from '../../lib/when-answered';
import { createProblem, sendProblem } from './problem';

/** Requests of one source, and of all, that are worked on at once and that wait. */
interface RequestLimits {
  readonly source: SourceLimit;
  readonly all: SourceLimit;
}

const OPERATIONS: RequestLimits = {
  source: { running: 32, waiting: 256 },
  all: { running: 64, waiting: 1_024 },
};
/** For `/readyz` and `/metrics`, so that monitoring gets its answers whatever goes on. */
const MONITORING: RequestLimits = { source: { running: 8, waiting: 32 }, all: { running: 64, waiting: 256 } };
const RETRY_AFTER_SECONDS = '5';

/** Bounds the requests that are worked on at once. Further ones wait in turn; when too many do, they are refused unread. */
export function limitAdminRequests(): RequestHandler {
  return limitRequests(OPERATIONS);
}

/** The same for monitoring, with places of its own. */
export function limitMonitoring(): RequestHandler {
  return limitRequests(MONITORING);
}

function limitRequests(limits: RequestLimits): RequestHandler {
  const inFlight = new InFlight({ limitOf: () => limits.source, all: limits.all });
  return async (request, response, next) => {
    const source = sourceOf(plainAddress(request.ip ?? ''));
    const enter = async (): Promise<boolean> => {
      const admission = await inFlight.enter(source);
      if (admission !== 'run') {
        response.set({ 'Retry-After': RETRY_AFTER_SECONDS, Connection: 'close' });
        sendProblem(response, createProblem(admission === 'busy' ? 'too-many-requests' : 'overloaded'));
        return false;
      }
      response.locals.leaveInFlight = whenAnswered(response, () => inFlight.leave(source));
      // A client that hung up while it waited gets no answer, and changes nothing.
      if (request.socket.destroyed) leaveAdminRequests(response);
      return !request.socket.destroyed;
    };
    response.locals.enterInFlight = enter;
    if (await enter()) next();
  };
}

/** For a request that costs nothing for now, such as an open event stream or a body on its way. Idempotent. */
export function leaveAdminRequests(response: Response): void {
  const leave: unknown = response.locals.leaveInFlight;
  if (typeof leave === 'function') leave();
}

/** Takes a place again after `leaveAdminRequests`. False: the request was refused, or its client hung up. */
export async function enterAdminRequests(response: Response): Promise<boolean> {
  const enter: unknown = response.locals.enterInFlight;
  return typeof enter === 'function' ? await enter() : true;
}

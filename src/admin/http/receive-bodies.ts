import type { RequestHandler } from 'express';
import { BodyPlaces } from '../../lib/body-places';
import { authorisedAt } from './authorise';
import { enterAdminRequests, leaveAdminRequests } from './limit-in-flight';
import { createProblem, sendProblem } from './problem';

/** Bodies of one key, and of all, that are on their way at once. */
const PER_KEY = 16;
const ALL = 64;
const MILLISECONDS = 10_000;

/** Runs a body parser outside the limit of requests in work, and with one of its own: a body may never arrive. */
export function receiveAdminBodies(parse: RequestHandler): RequestHandler {
  const places = new BodyPlaces({ perSource: () => PER_KEY, all: ALL, milliseconds: MILLISECONDS });
  return async (request, response, next) => {
    leaveAdminRequests(response);
    const { holder } = authorisedAt(response);
    const fault = await places.receive(holder.id, request, (done) => parse(request, response, done));
    if (fault === null) {
      if (await enterAdminRequests(response)) next();
      return;
    }
    // A client that hung up gets no answer, and changes nothing.
    if (fault === 'gone') return;
    response.set('Connection', 'close');
    sendProblem(response, createProblem(fault === 'late' ? 'request-timeout' : 'overloaded'));
  };
}

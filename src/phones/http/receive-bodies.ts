import type { Request, RequestHandler, Response } from 'express';
import { type BodyFault, BodyPlaces } from '../../lib/body-places';
import type { InternalSources } from './internal-sources';
import { sourceAddressOf } from './source-address';

/** Bodies of one source, and of all, that are on their way at once. Several phones may share an address. */
const OUTSIDE = 4;
const INSIDE = 64;
const ALL = 256;
/** A message has a few thousand bytes. */
const MILLISECONDS = 5_000;

const ANSWERS: Readonly<
  Record<Exclude<BodyFault, 'gone'>, { readonly status: number; readonly text: string }>
> = {
  late: { status: 408, text: 'the body did not arrive in time\n' },
  replaced: { status: 503, text: 'too many requests\n' },
};

/**
 * Runs a body parser with a limit of its own. Must stand before `limitInFlight`: a request whose body never arrives must not
 * hold a place there. Must run after `recordSource`.
 */
export function receiveBodies(parse: RequestHandler, sources: InternalSources): RequestHandler {
  const places = new BodyPlaces({
    perSource: (source) => (sources.isInside(source) ? INSIDE : OUTSIDE),
    all: ALL,
    milliseconds: MILLISECONDS,
  });
  return async (request: Request, response: Response, next) => {
    const source = sources.sourceOf(sourceAddressOf(request));
    const fault = await places.receive(source, request, (done) => parse(request, response, done));
    if (fault === null) return next();
    // A client that hung up gets no answer, and changes nothing.
    if (fault === 'gone') return;
    const { status, text } = ANSWERS[fault];
    response.status(status).set({ 'Retry-After': '30', Connection: 'close' }).type('text/plain').send(text);
  };
}

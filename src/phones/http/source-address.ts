import { isIP } from 'node:net';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../desk/ports/clock';
import type { Log } from '../../desk/ports/log';
import { plainAddress } from '../../lib/ip';

/** The source of a request whose address cannot be determined: it lies in no network and proves nothing. */
export const UNKNOWN_SOURCE = 'unknown';

/**
 * The source address of a request. Behind a trusted proxy (see `trust proxy` of the phone server) it is the address that
 * the proxy forwards. Without one it is `unknown`: the proxy's own address would stand for all phones behind it.
 */
export function sourceAddressOf(request: Request): string {
  const recorded: unknown = request.res?.locals.source;
  return typeof recorded === 'string' ? recorded : connectionAddress(request);
}

/**
 * Records the source address while the connection is open: a closed one no longer has it, and a phone that restarts
 * hangs up during its requests. A request whose connection is closed already gets no answer and changes nothing.
 */
export function recordSource(request: Request, response: Response, next: NextFunction): void {
  if (request.socket.destroyed) return;
  response.locals.source = connectionAddress(request);
  next();
}

const WARN_EVERY_MS = 3_600_000;

/** Warns once an hour of requests without a source address: the proxy is set up in a way in which no phone can log in. */
export function warnOfUnknownSources({
  clock,
  log,
}: {
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}): RequestHandler {
  let warnedAt = Number.NEGATIVE_INFINITY;
  return (request, _response, next) => {
    if (sourceAddressOf(request) === UNKNOWN_SOURCE && Math.abs(clock() - warnedAt) >= WARN_EVERY_MS) {
      warnedAt = clock();
      log.warn(
        { event: 'source.unknown', proxy: request.socket.remoteAddress },
        'a trusted proxy forwards no address of the phone (X-Forwarded-For, without a port): no phone behind it can log in',
      );
    }
    next();
  };
}

function connectionAddress(request: Request): string {
  const isProxy: (address: string, hop: number) => boolean = request.app.get('trust proxy fn');
  const address = plainAddress(request.ip ?? '');
  return isIP(address) === 0 || isProxy(address, 0) ? UNKNOWN_SOURCE : address;
}

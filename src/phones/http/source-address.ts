import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
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

function connectionAddress(request: Request): string {
  const isProxy: (address: string, hop: number) => boolean = request.app.get('trust proxy fn');
  const address = plainAddress(request.ip ?? '');
  return isIP(address) === 0 || isProxy(address, 0) ? UNKNOWN_SOURCE : address;
}

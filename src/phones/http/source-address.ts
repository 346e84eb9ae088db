import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { plainAddress } from '../../lib/ip';

/** Stands for an address that nobody can vouch for: it lies in no network and proves nothing. */
const UNKNOWN = 'unknown';

/**
 * Where a request comes from. Behind a trusted proxy (see `trust proxy` of the door) it is what that proxy says. The
 * proxy's own address, where it says none, would be that of all phones behind it: then nobody knows.
 */
export function addressOf(request: Request): string {
  const noted: unknown = request.res?.locals.source;
  return typeof noted === 'string' ? noted : askConnection(request);
}

/**
 * Notes where a request comes from while its connection can tell: one that is gone knows nothing any more, and a phone
 * that restarts hangs up amid its requests. Whoever hung up before we looked gets no answer, and changes nothing.
 */
export function recordSource(request: Request, response: Response, next: NextFunction): void {
  if (request.socket.destroyed) return;
  response.locals.source = askConnection(request);
  next();
}

function askConnection(request: Request): string {
  const isProxy: (address: string, hop: number) => boolean = request.app.get('trust proxy fn');
  const address = plainAddress(request.ip ?? '');
  return isIP(address) === 0 || isProxy(address, 0) ? UNKNOWN : address;
}

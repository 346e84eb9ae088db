import type { Request, RequestHandler, Response } from 'express';
import type { CertificatePolicy } from '../../config/tls';
import type { Desk } from '../../desk/desk';
import type { Log } from '../../desk/ports/log';
import type { Mac } from '../../lib/mac';
import { shownCertificate } from './client-certificate';
import { contextOf, type RequestContext } from './request-context';
import { addressOf } from './source-address';

interface CertificateDeps {
  readonly desk: Pick<Desk, 'authenticateToken'>;
  readonly log: Log;
}

/** Where certificates are required, lets only those pass who showed a valid one. */
export function requireCertificate(policy: CertificatePolicy, log: Log): RequestHandler {
  return (request, response, next) => {
    if (policy !== 'required') return next();
    const shown = shownCertificate(request.socket);
    if (shown.kind === 'valid') return next();
    const why = shown.kind === 'none' ? 'no certificate' : shown.why;
    log.info({ source: addressOf(request), why }, 'a request without a valid client certificate');
    forbid(response);
  };
}

/** Refuses a phone whose certificate names the MAC of another one. */
export function requireOwnMac({ desk, log }: CertificateDeps): RequestHandler {
  return async (request, response, next) => {
    const shown = shownCertificate(request.socket);
    if (shown.kind !== 'valid' || shown.mac === null) return next();
    const asked = await askedMac(desk, request, contextOf(response));
    if (asked === null || isCertifiedFor(log, request, asked)) return next();
    forbid(response);
  };
}

/** Whether the certificate of a request, where it names a MAC, names this one. */
export function isCertifiedFor(log: Log, request: Request, mac: Mac): boolean {
  const shown = shownCertificate(request.socket);
  if (shown.kind !== 'valid' || shown.mac === null || shown.mac === mac) return true;
  const fields = { source: addressOf(request), mac, certificate: shown.mac };
  log.info(fields, 'a client certificate of another phone');
  return false;
}

/** The MAC that a request is about: of the file, or of the phone that the token was given to. */
async function askedMac(
  desk: Pick<Desk, 'authenticateToken'>,
  request: Request,
  { identity, settings }: RequestContext,
): Promise<Mac | null> {
  const { token } = request.params;
  const mac = identity?.mac ?? null;
  if (mac !== null || token === undefined) return mac;
  const holder = await desk.authenticateToken(String(token), addressOf(request), await settings.now());
  return holder?.phone.mac ?? null;
}

function forbid(response: Response): void {
  response.status(403).type('text/plain').send('forbidden\n');
}

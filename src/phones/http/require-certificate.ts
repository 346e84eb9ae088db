import type { Request, RequestHandler, Response } from 'express';
import type { CertificatePolicy } from '../../config/tls';
import type { Desk } from '../../desk/desk';
import type { Log } from '../../desk/ports/log';
import type { Mac } from '../../lib/mac';
import { peerCertificateOf } from './client-certificate';
import { contextOf, type RequestContext } from './request-context';
import { sourceAddressOf } from './source-address';

interface CertificateDeps {
  readonly desk: Pick<Desk, 'authenticateToken'>;
  readonly log: Log;
}

/** Where certificates are required, refuses requests without a valid one. */
export function requireCertificate(policy: CertificatePolicy, log: Log): RequestHandler {
  return (request, response, next) => {
    if (policy !== 'required') return next();
    const certificate = peerCertificateOf(request.socket);
    if (certificate.kind === 'valid') return next();
    const reason = certificate.kind === 'none' ? 'no certificate' : certificate.reason;
    log.info(
      { event: 'client-certificate.refused', source: sourceAddressOf(request), reason },
      'refused a request without a valid client certificate',
    );
    forbid(response);
  };
}

/** Refuses a phone whose certificate names the MAC of another phone. */
export function requireOwnMac({ desk, log }: CertificateDeps): RequestHandler {
  return async (request, response, next) => {
    const certificate = peerCertificateOf(request.socket);
    if (certificate.kind !== 'valid' || certificate.mac === null) return next();
    const mac = await requestedMac(desk, request, contextOf(response));
    if (mac === null || certificateAllows(log, request, mac)) return next();
    forbid(response);
  };
}

/** False when the request's certificate names another MAC than this one. */
export function certificateAllows(log: Log, request: Request, mac: Mac): boolean {
  const certificate = peerCertificateOf(request.socket);
  if (certificate.kind !== 'valid' || certificate.mac === null || certificate.mac === mac) return true;
  log.info(
    {
      event: 'client-certificate.mac-mismatch',
      source: sourceAddressOf(request),
      mac,
      certificate: certificate.mac,
    },
    'refused a request: its client certificate names another phone',
  );
  return false;
}

/** The MAC that a request is about: that of the file, or of the phone to which the token was issued. */
async function requestedMac(
  desk: Pick<Desk, 'authenticateToken'>,
  request: Request,
  { identity, settings }: RequestContext,
): Promise<Mac | null> {
  const { token } = request.params;
  const mac = identity?.mac ?? null;
  if (mac !== null || token === undefined) return mac;
  const holder = await desk.authenticateToken(
    String(token),
    sourceAddressOf(request),
    await settings.current(),
  );
  return holder?.phone.mac ?? null;
}

function forbid(response: Response): void {
  response.status(403).type('text/plain').send('forbidden\n');
}

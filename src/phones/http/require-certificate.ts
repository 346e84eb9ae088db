import type { Request, RequestHandler, Response } from 'express';
import type { CertificatePolicy } from '../../config/tls';
import type { Desk } from '../../desk/desk';
import type { Clock } from '../../desk/ports/clock';
import type { Log, LogFields } from '../../desk/ports/log';
import { createLogBudget } from '../../lib/log-budget';
import type { Mac } from '../../lib/mac';
import { peerCertificateOf } from './client-certificate';
import { contextOf, type RequestContext } from './request-context';
import { sourceAddressOf } from './source-address';

interface CertificateDeps {
  readonly desk: Pick<Desk, 'authenticateToken'>;
  readonly certificateLog: CertificateLog;
}

/** Logs a refused request. */
export type CertificateLog = (request: Request, fields: LogFields, message: string) => void;

/** Anybody can send such requests, so their lines are limited. */
export function createCertificateLog({
  desk,
  log,
  clock,
}: {
  readonly desk: Pick<Desk, 'turnAway'>;
  readonly log: Pick<Log, 'info'>;
  readonly clock: Clock;
}): CertificateLog {
  const budget = createLogBudget(clock);
  return (request, { event, ...fields }, message) => {
    const source = sourceAddressOf(request);
    budget.write(source, (rest) => log.info({ event, source, ...fields, ...rest }, message));
    void desk.turnAway({ reason: 'certificate', mac: null, brand: null, address: source });
  };
}

/** Where certificates are required, refuses requests without a valid one. */
export function requireCertificate(policy: CertificatePolicy, log: CertificateLog): RequestHandler {
  return (request, response, next) => {
    if (policy !== 'required') return next();
    const certificate = peerCertificateOf(request.socket);
    if (certificate.kind === 'valid') return next();
    const reason = certificate.kind === 'none' ? 'no certificate' : certificate.reason;
    const fields = { event: 'client-certificate.refused', reason };
    log(request, fields, 'refused a request without a valid client certificate');
    forbid(response);
  };
}

/** Refuses a phone whose certificate names the MAC of another phone. */
export function requireOwnMac({ desk, certificateLog }: CertificateDeps): RequestHandler {
  return async (request, response, next) => {
    const certificate = peerCertificateOf(request.socket);
    if (certificate.kind !== 'valid' || certificate.mac === null) return next();
    const mac = await requestedMac(desk, request, contextOf(response));
    if (mac === null || certificateAllows(certificateLog, request, mac)) return next();
    forbid(response);
  };
}

/** False when the request's certificate names another MAC than this one. */
export function certificateAllows(log: CertificateLog, request: Request, mac: Mac): boolean {
  const certificate = peerCertificateOf(request.socket);
  if (certificate.kind !== 'valid' || certificate.mac === null || certificate.mac === mac) return true;
  const fields = { event: 'client-certificate.mac-mismatch', mac, certificate: certificate.mac };
  log(request, fields, 'refused a request: its client certificate names another phone');
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

import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Desk } from '../desk/desk';
import type { Clock } from '../desk/ports/clock';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { appsRouter } from './apps/router';
import { demandLogin } from './auth/demand-login';
import type { Decrypt } from './auth/login';
import type { Catalogue } from './catalogue';
import { demandCertificate, demandOwnMac } from './check-certificate';
import type { CertificatePolicy } from './client-certificate';
import { setRequestContext } from './http/request-context';
import { type KnownSettings, rememberLast } from './http/request-settings';
import { PROVISIONING_PATHS } from './provisioning/asked-file';
import { dialogueRouter } from './provisioning/dialogue/router';
import { dropUploads } from './provisioning/drop-uploads';
import { createFetchBudget, type FetchBudget } from './provisioning/fetch-budget';
import type { LastGood } from './provisioning/last-good';
import { provisioningRouter } from './provisioning/router';
import { refuseBodies } from './refuse-bodies';
import { noteSource } from './source-address';
import type { PhonesPorts } from './urls';

export interface PhonesDoorParts {
  readonly desk: Desk;
  readonly catalogue: Catalogue;
  /** The ports that this door listens on, for the URLs that phones get. */
  readonly listening: () => PhonesPorts;
  /** Networks (CIDR) of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly clientCertificates: CertificatePolicy;
  readonly settings: () => Promise<KnownSettings>;
  readonly decrypt: Decrypt;
  /** From which the nonces of HTTP digest are made. */
  readonly nonceKey: Buffer;
  readonly lastGood: LastGood;
  /** Shared with whatever else serves files; by default its own. */
  readonly budget?: FetchBudget;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

const APP_PATHS = ['/apps/:token/:via', '/apps/:token/:via/:step'];
const PHONE_PATHS = [...PROVISIONING_PATHS, ...APP_PATHS];

/** The phones' door: config files and screens, and nothing else. */
export function createPhonesDoor(parts: PhonesDoorParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', parts.trustedProxies.length > 0 ? [...parts.trustedProxies] : false);
  app.use(noteSource);
  const budget = parts.budget ?? createFetchBudget(parts.clock, parts.log);
  const settings = rememberLast(parts.settings);
  app.put(PROVISIONING_PATHS, dropUploads(parts.catalogue.brands));
  app.use(dialogueRouter({ ...parts, settings, budget }));
  app.use(refuseBodies);
  app.use(demandCertificate(parts.clientCertificates, parts.log));
  app.get(PHONE_PATHS, setRequestContext(parts.catalogue.brands, settings));
  app.get(PHONE_PATHS, demandOwnMac(parts));
  app.get(PROVISIONING_PATHS, demandLogin({ ...parts, budget }));
  app.use(provisioningRouter({ ...parts, budget }));
  app.use(appsRouter(parts));
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('not found\n');
  });
  app.use(faults(parts.log));
  return app;
}

/** A request that makes no sense is the client's fault; anything else is ours, and a phone will ask again. */
function faults(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = clientsFault(error);
    if (status !== null) {
      response.status(status).set('Connection', 'close').type('text/plain').send('bad request\n');
      return;
    }
    log.warn({ error: errorText(error) }, 'a file could not be made');
    response.status(503).set('Retry-After', '30').type('text/plain').send('try again later\n');
  };
}

/** The status of a request that makes no sense, is too long, or is packed; null when it is not the client's fault. */
function clientsFault(error: unknown): number | null {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0;
  return status >= 400 && status < 500 ? status : null;
}

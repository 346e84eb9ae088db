import express, { type ErrorRequestHandler, type Express } from 'express';
import type { CertificatePolicy } from '../config/tls';
import type { Desk } from '../desk/desk';
import type { Clock } from '../desk/ports/clock';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import type { BrandRegistry } from './brands/registry';
import type { Decrypt } from './http/auth/login';
import { requireLogin } from './http/auth/require-login';
import { createFetchRateLimiter, type FetchRateLimiter } from './http/fetch-rate-limiter';
import { refuseBodies } from './http/refuse-bodies';
import { setRequestContext } from './http/request-context';
import { type KnownSettings, rememberLast } from './http/request-settings';
import { requireCertificate, requireOwnMac } from './http/require-certificate';
import { recordSource } from './http/source-address';
import { PROVISIONING_PATHS } from './provisioning/asked-file';
import type { ConfigCache } from './provisioning/config-cache';
import { dropUploads } from './provisioning/drop-uploads';
import { protocolRouter } from './provisioning/protocols/router';
import { provisioningRouter } from './provisioning/router';
import { appsRouter } from './screens/router';
import type { PhonesPorts } from './urls';

export interface PhoneServerDeps {
  readonly desk: Desk;
  readonly brandRegistry: BrandRegistry;
  /** The ports that this door listens on, for the URLs that phones get. */
  readonly listening: () => PhonesPorts;
  /** Networks (CIDR) of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly clientCertificates: CertificatePolicy;
  readonly settings: () => Promise<KnownSettings>;
  readonly decrypt: Decrypt;
  /** From which the nonces of HTTP digest are made. */
  readonly nonceKey: Buffer;
  readonly configCache: ConfigCache;
  /** Shared with whatever else serves files; by default its own. */
  readonly rateLimiter?: FetchRateLimiter;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

const APP_PATHS = ['/apps/:token/:via', '/apps/:token/:via/:step'];
const PHONE_PATHS = [...PROVISIONING_PATHS, ...APP_PATHS];

/** The phone server: config files and screens, and nothing else. */
export function createPhoneServer(deps: PhoneServerDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', deps.trustedProxies.length > 0 ? [...deps.trustedProxies] : false);
  app.use(recordSource);
  const rateLimiter = deps.rateLimiter ?? createFetchRateLimiter(deps.clock, deps.log);
  const settings = rememberLast(deps.settings);
  app.put(PROVISIONING_PATHS, dropUploads(deps.brandRegistry.brands));
  app.use(protocolRouter({ ...deps, settings, rateLimiter }));
  app.use(refuseBodies);
  app.use(requireCertificate(deps.clientCertificates, deps.log));
  app.get(PHONE_PATHS, setRequestContext(deps.brandRegistry.brands, settings));
  app.get(PHONE_PATHS, requireOwnMac(deps));
  app.get(PROVISIONING_PATHS, requireLogin({ ...deps, rateLimiter }));
  app.use(provisioningRouter({ ...deps, rateLimiter }));
  app.use(appsRouter(deps));
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('not found\n');
  });
  app.use(faults(deps.log));
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

import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { CertificatePolicy } from '../config/tls';
import type { Desk } from '../desk/desk';
import type { Clock } from '../desk/ports/clock';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { lingerOnClose } from '../lib/linger';
import { createLogBudget } from '../lib/log-budget';
import { trustProxies } from '../lib/networks';
import type { BrandRegistry } from './brands/registry';
import type { Decrypt } from './http/auth/login';
import { requireLogin } from './http/auth/require-login';
import { createFetchRateLimiter, type FetchRateLimiter } from './http/fetch-rate-limiter';
import { InternalSources } from './http/internal-sources';
import { limitInFlight } from './http/limit-in-flight';
import { setRequestContext } from './http/request-context';
import { type KnownSettings, withLastKnownSettings } from './http/request-settings';
import { createCertificateLog, requireCertificate, requireOwnMac } from './http/require-certificate';
import { recordSource, sourceAddressOf, warnOfUnknownSources } from './http/source-address';
import type { ConfigCache } from './provisioning/config-cache';
import { dropUploads } from './provisioning/drop-uploads';
import { createReplyCredits } from './provisioning/protocols/reply-credits';
import { protocolBodies, protocolRouter } from './provisioning/protocols/router';
import { PROVISIONING_PATHS } from './provisioning/requested-file';
import { provisioningRouter } from './provisioning/router';
import { appsRouter } from './screens/router';
import type { PhonesPorts } from './urls';

export interface PhoneServerDeps {
  readonly desk: Desk;
  readonly brandRegistry: BrandRegistry;
  /** The ports of the phone server, for the URLs in configs and screens. */
  readonly listening: () => PhonesPorts;
  /** Networks (CIDR) of reverse proxies whose X-Forwarded-For is trusted. */
  readonly trustedProxies: readonly string[];
  readonly clientCertificates: CertificatePolicy;
  readonly settings: () => Promise<KnownSettings>;
  readonly decrypt: Decrypt;
  /** The key of the HTTP digest nonces, shared by all instances. */
  readonly nonceKey: Buffer;
  readonly configCache: ConfigCache;
  /** See FileDeps. */
  readonly isOutage: (error: unknown) => boolean;
  /** Shared with TFTP; default: new ones. */
  readonly rateLimiter?: FetchRateLimiter;
  readonly sources?: InternalSources;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

const APP_PATHS = ['/apps/:token/:via', '/apps/:token/:via/:step'];
const PHONE_PATHS = [...PROVISIONING_PATHS, ...APP_PATHS];

/** The phone server: config files and screens. The order of its handlers is the order in which a request is checked. */
export function createPhoneServer(deps: PhoneServerDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', trustProxies(deps.trustedProxies));
  app.use(recordSource);
  app.use(warnOfUnknownSources(deps));
  app.use(lingerOnClose());
  const sources = deps.sources ?? new InternalSources();
  const settings = withLastKnownSettings(async () => {
    const known = await deps.settings();
    sources.follow(known.settings.internalNetworks);
    return known;
  });
  app.put(PROVISIONING_PATHS, dropUploads(deps.brandRegistry.brands));
  const certificateLog = createCertificateLog(deps);
  app.use(protocolBodies({ ...deps, sources, certificateLog }));
  app.use(limitInFlight({ sources, log: deps.log }));
  const rateLimiter = deps.rateLimiter ?? createFetchRateLimiter(deps.clock, deps.log, sources);
  const logBudget = createLogBudget(deps.clock);
  const replyCredits = createReplyCredits();
  app.use(protocolRouter({ ...deps, settings, rateLimiter, logBudget, replyCredits, certificateLog }));
  app.use(refuseBodies);
  app.use(requireCertificate(deps.clientCertificates, certificateLog));
  app.get(PHONE_PATHS, setRequestContext(deps.brandRegistry.brands, settings));
  app.get(PHONE_PATHS, requireOwnMac({ ...deps, certificateLog }));
  app.get(PROVISIONING_PATHS, requireLogin({ ...deps, rateLimiter }));
  app.use(provisioningRouter({ ...deps, rateLimiter }));
  app.use(appsRouter(deps));
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('not found\n');
  });
  app.use(handleErrors(deps));
  return app;
}

/** Refuses a request with a body, and closes its connection, before the body is read: phones only send GET. */
const refuseBodies: RequestHandler = (request, response, next) => {
  const length = request.headers['content-length'];
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(length ?? 0) !== 0;
  if (!hasBody) return next();
  response
    .status(413)
    .set('Connection', 'close')
    .type('text/plain')
    .send('request bodies are not accepted\n');
};

/** Answers a malformed request with its 4xx status, any other error with 503: the phone then asks again. */
function handleErrors({ log, clock }: Pick<PhoneServerDeps, 'log' | 'clock'>): ErrorRequestHandler {
  const budget = createLogBudget(clock);
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = clientErrorStatus(error);
    if (status !== null) {
      response.status(status).set('Connection', 'close').type('text/plain').send('bad request\n');
      return;
    }
    budget.write(sourceAddressOf(request), (rest) => {
      const fields = { event: 'phone-server.request-failed', error: errorText(error), ...rest };
      log.warn(fields, 'cannot answer a request');
    });
    response.status(503).set('Retry-After', '30').type('text/plain').send('try again later\n');
  };
}

/** The status of a request that is malformed, too long or compressed; null when the error is ours. */
function clientErrorStatus(error: unknown): number | null {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0;
  return status >= 400 && status < 500 ? status : null;
}

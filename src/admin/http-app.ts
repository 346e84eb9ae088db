import { setMaxListeners } from 'node:events';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { lingerOnClose } from '../lib/linger';
import { auditOperations } from './audit/routes';
import { brandOperations } from './brands/routes';
import { servePage } from './console/page';
import { logDeskEvent } from './events/desk-events';
import { createEventLog, type EventLog } from './events/event-log';
import { eventStreamOperation } from './events/event-stream';
import { hotdeskPinOperations } from './extensions/hotdesk-pin-routes';
import { extensionOperations } from './extensions/routes';
import { healthOperations } from './health/routes';
import { authoriseRequest } from './http/authorise';
import { createChanges } from './http/changes';
import { handleFaults } from './http/faults';
import { createKeyRefusals } from './http/key-refusals';
import { limitBodies } from './http/limit-bodies';
import { limitAdminRequests, limitMonitoring } from './http/limit-in-flight';
import { mountOperations } from './http/mount';
import type { Operation } from './http/operation';
import { createProblem, sendProblem } from './http/problem';
import { jobOperations } from './jobs/routes';
import { keyOperations } from './keys/routes';
import { lockoutOperations } from './lockouts/routes';
import { mappingOperations } from './mappings/routes';
import { metricsOperation } from './metrics/routes';
import { openApiOperation } from './openapi/openapi';
import { pbxOperations } from './pbx/routes';
import { createPhoneOperation } from './phones/create-phone';
import { deletePhoneOperation } from './phones/delete-phone';
import { loginOperations } from './phones/login-routes';
import { phoneOperations } from './phones/routes';
import type { AdminDeps } from './ports/deps';
import { previewOperations } from './preview/routes';
import { reconcileOperations } from './reconcile/routes';
import { sessionOperations } from './sessions/routes';
import { settingsOperations } from './settings/routes';
import { templateOperations } from './templates/routes';

/** Events kept for clients that reconnect: about an hour of a busy morning. */
const REMEMBERED_EVENTS = 1_000;
const LIVENESS_PATH = '/healthz';
const MONITORING_PATHS = ['/readyz', '/metrics'];

/** The admin API: REST, health, metrics and the console. */
export function createAdminApp(deps: AdminDeps): Express {
  const events = collectEvents(deps);
  const operations = allOperations(deps, events);
  const liveness = operations.filter(({ path }) => path === LIVENESS_PATH);
  const monitoring = operations.filter(({ path }) => MONITORING_PATHS.includes(path));
  const keyless = operations.filter(
    (operation) =>
      operation.scope === null && !liveness.includes(operation) && !monitoring.includes(operation),
  );
  const keyed = operations.filter(({ scope }) => scope !== null);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(security());
  app.use(lingerOnClose());
  app.use(limitBodies);
  // A process that is busy is alive, and its answer costs less than a refusal.
  app.use(LIVENESS_PATH, noStore);
  app.use(mountOperations(liveness, deps.metrics));
  app.use(MONITORING_PATHS, noStore, limitMonitoring());
  app.use(mountOperations(monitoring, deps.metrics));
  app.use(limitAdminRequests());
  servePage(app, deps.demo);
  app.use(noStore);
  app.use(mountOperations(keyless, deps.metrics));
  app.use(authoriseRequest(deps.authenticateKey, createKeyRefusals(deps)));
  app.use(mountOperations(keyed, deps.metrics));
  app.use((_request, response) => sendProblem(response, createProblem('not-found')));
  app.use(handleFaults(deps));
  return app;
}

/** All operations of the admin API, in the order of the OpenAPI document. */
export function allOperations(deps: AdminDeps, events: EventLog): readonly Operation[] {
  const changes = createChanges({ ...deps, events });
  const resources = { ...deps, changes };
  const operations: readonly Operation[] = [
    ...settingsOperations(resources),
    ...templateOperations(resources),
    ...mappingOperations(resources),
    ...phoneOperations(resources),
    createPhoneOperation(resources),
    deletePhoneOperation(resources),
    ...loginOperations(resources),
    ...sessionOperations(resources),
    ...extensionOperations(resources),
    ...hotdeskPinOperations(resources),
    ...lockoutOperations(resources),
    ...jobOperations(resources),
    ...reconcileOperations(resources),
    ...pbxOperations(resources),
    ...keyOperations(resources),
    ...brandOperations(resources),
    ...previewOperations(resources),
    ...auditOperations({ ...deps, events }),
    eventStreamOperation({ events, signal: deps.signal, counted: deps.metrics.countStream }),
    openApiOperation(deps.version, () => operations),
    ...healthOperations(deps),
    metricsOperation(deps),
  ];
  return operations;
}

/** Logs and counts desk events until the service stops. */
function collectEvents({ subscribe, clock, metrics, signal }: AdminDeps): EventLog {
  const events = createEventLog(REMEMBERED_EVENTS);
  const stop = subscribe((event) => {
    metrics.recordEvent(event);
    logDeskEvent(events, clock, event);
  });
  // Each event stream listens to it, too.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', stop, { once: true });
  return events;
}

/** The console may load only files of its own origin. */
function security(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
}

/** Answers change at any time and may be confidential: no cache may store them. */
const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

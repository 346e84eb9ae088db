import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Desk } from '../desk/desk';
import type { Clock, Log } from '../desk/ports';
import { appsRouter } from './apps/router';
import type { Catalogue } from './catalogue';
import { createFetchBudget } from './provisioning/fetch-budget';
import type { LastGood } from './provisioning/last-good';
import { provisioningRouter } from './provisioning/router';

export interface PhonesDoorParts {
  readonly desk: Desk;
  readonly catalogue: Catalogue;
  /** The port that this door listens on, for the URLs that phones get. */
  readonly listeningPort: () => number;
  readonly lastGood: LastGood;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

/** The phones' door: config files and screens, and nothing else. */
export function createPhonesDoor(parts: PhonesDoorParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(provisioningRouter({ ...parts, budget: createFetchBudget(parts.clock, parts.log) }));
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
    if (isBadRequest(error)) {
      response.status(400).type('text/plain').send('bad request\n');
      return;
    }
    log.warn({ error: error instanceof Error ? error.message : String(error) }, 'a file could not be made');
    response.status(503).set('Retry-After', '30').type('text/plain').send('try again later\n');
  };
}

function isBadRequest(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 400;
}

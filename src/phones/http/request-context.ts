import type { RequestHandler, Response } from 'express';
import type { Brand } from '../brands/brand';
import type { Identity } from '../brands/identify';
import { identifyRequest } from '../provisioning/requested-file';
import { createRequestSettings, type KnownSettings, type RequestSettings } from './request-settings';

/** What several handlers of one request need; determined once. */
export interface RequestContext {
  /** The phone, as its file request describes it. Null for other requests, and for files that no brand asks for. */
  readonly identity: Identity | null;
  readonly settings: RequestSettings;
}

/** Sets the context. Must run before any handler that calls `contextOf`. */
export function setRequestContext(
  brands: readonly Brand[],
  readSettings: () => Promise<KnownSettings>,
): RequestHandler {
  return (request, response, next) => {
    const context: RequestContext = {
      identity: request.params.file === undefined ? null : identifyRequest(brands, request),
      settings: createRequestSettings(readSettings),
    };
    response.locals.context = context;
    next();
  };
}

/** @throws when `setRequestContext` did not run for this path. */
export function contextOf(response: Response): RequestContext {
  const context: RequestContext | undefined = response.locals.context;
  if (!context) throw new Error('setRequestContext did not run for this request');
  return context;
}

import type { RequestHandler, Response } from 'express';
import type { Brand } from '../brands/brand';
import type { Identity } from '../brands/identify';
import { identityIn } from '../provisioning/asked-file';
import { createRequestSettings, type KnownSettings, type RequestSettings } from './request-settings';

/** What is worked out once for a request, for all that have a say in its answer. */
export interface RequestContext {
  /** What a request for a file says of its phone; null for other requests, and where no brand asks for such a file. */
  readonly identity: Identity | null;
  readonly settings: RequestSettings;
}

/** Works it out: first of all that need it. */
export function setRequestContext(
  brands: readonly Brand[],
  readSettings: () => Promise<KnownSettings>,
): RequestHandler {
  return (request, response, next) => {
    const context: RequestContext = {
      identity: request.params.file === undefined ? null : identityIn(brands, request),
      settings: createRequestSettings(readSettings),
    };
    response.locals.context = context;
    next();
  };
}

export function contextOf(response: Response): RequestContext {
  const context: RequestContext | undefined = response.locals.context;
  if (!context) throw new Error('nobody has worked out the context of this request');
  return context;
}

import type { RequestHandler, Response } from 'express';
import { plainAddress } from '../../lib/ip';
import type { KeyScope } from '../ports/keys';
import type { KeyRefusals } from './key-refusals';
import { leaveAdminRequests } from './limit-in-flight';
import { createProblem, sendProblem } from './problem';
import { holdsScope, type KeyHolder } from './scopes';

const BEARER = /^Bearer +(?<key>[^\s]{1,512}) *$/i;

/** Returns the holder of an admin key; null when the key is unknown or revoked. */
export type AuthenticateKey = (key: string) => Promise<KeyHolder | null>;

/** The caller, and a check that the key is still valid, for requests and responses that take long. */
export interface Authorised {
  readonly holder: KeyHolder;
  isStillValid(): Promise<boolean>;
  /** Answers 401, as to a request with an unknown key. */
  refuse(): Promise<void>;
  /** Records that the key does not hold this scope. */
  recordSmallScope(scope: KeyScope): Promise<void>;
}

/** Middleware: requires a valid admin key, else 401. */
export function authoriseRequest(authenticateKey: AuthenticateKey, refusals: KeyRefusals): RequestHandler {
  return async (request, response, next) => {
    const header = request.get('Authorization');
    const key = BEARER.exec(header ?? '')?.groups?.key;
    const source = plainAddress(request.ip ?? '');
    const refuse = async (): Promise<void> => {
      leaveAdminRequests(response);
      if (header === undefined) refusals.recordMissingKey();
      else await refusals.recordWrongKey(source);
      response.set('WWW-Authenticate', 'Bearer realm="Hotdesk"');
      sendProblem(response, createProblem('unauthorized'));
    };
    const holder = key === undefined ? null : await authenticateKey(key);
    if (key === undefined || holder === null) return refuse();
    const authorised: Authorised = {
      holder,
      isStillValid: async () => (await authenticateKey(key)) !== null,
      refuse,
      recordSmallScope: (scope) => refusals.recordSmallScope(holder, source, scope),
    };
    response.locals.authorised = authorised;
    next();
  };
}

/** Middleware: requires that the key has not been revoked while the request waited, else 401. */
export const requireKeyStillValid: RequestHandler = async (_request, response, next) => {
  const authorised = authorisedAt(response);
  if (await authorised.isStillValid()) return next();
  await authorised.refuse();
};

/** Middleware: requires a key with this scope, else 403. */
export function requireScope(scope: KeyScope): RequestHandler {
  return async (_request, response, next) => {
    const authorised = authorisedAt(response);
    if (holdsScope(authorised.holder, scope)) return next();
    await authorised.recordSmallScope(scope);
    sendProblem(
      response,
      createProblem('insufficient-scope', `This operation needs a key with the scope "${scope}".`),
    );
  };
}

/** The authorised caller. Only for operations that need a key. */
export function authorisedAt(response: Response): Authorised {
  const authorised: Authorised | undefined = response.locals.authorised;
  if (!authorised) throw new Error('an operation that needs a key was reached without one');
  return authorised;
}

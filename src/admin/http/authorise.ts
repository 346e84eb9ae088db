import type { RequestHandler, Response } from 'express';
import type { KeyScope } from '../ports/keys';
import { createProblem, sendProblem } from './problem';
import { holdsScope, type KeyHolder } from './scopes';

const BEARER = /^Bearer +(?<key>[^\s]{1,512}) *$/i;

/** Returns the holder of an admin key; null when the key is unknown or revoked. */
export type AuthenticateKey = (key: string) => Promise<KeyHolder | null>;

/** The caller, and a check that the key is still valid, for responses that stay open. */
interface Authorised {
  readonly holder: KeyHolder;
  isStillValid(): Promise<boolean>;
}

/** Middleware: requires a valid admin key, else 401. */
export function authoriseRequest(authenticateKey: AuthenticateKey): RequestHandler {
  return async (request, response, next) => {
    const key = BEARER.exec(request.get('Authorization') ?? '')?.groups?.key;
    const holder = key === undefined ? null : await authenticateKey(key);
    if (key !== undefined && holder !== null) {
      const authorised: Authorised = {
        holder,
        isStillValid: async () => (await authenticateKey(key)) !== null,
      };
      response.locals.authorised = authorised;
      return next();
    }
    response.set('WWW-Authenticate', 'Bearer realm="Hotdesk"');
    sendProblem(response, createProblem('unauthorized'));
  };
}

/** Middleware: requires a key with this scope, else 403. */
export function requireScope(scope: KeyScope): RequestHandler {
  return (_request, response, next) => {
    if (holdsScope(authorisedAt(response).holder, scope)) return next();
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

import type { RequestHandler, Response } from 'express';
import type { KeyScope } from '../ports/keys';
import { problem, sendProblem } from './problem';
import { type KeyHolder, mayDo } from './scopes';

const BEARER = /^Bearer +(?<key>[^\s]{1,512}) *$/i;

/** Whose key this is; null when it is none, or no longer one. */
export type Who = (key: string) => Promise<KeyHolder | null>;

/** Who calls, and whether his key still counts: an answer that goes on for long asks now and then. */
interface Authorised {
  readonly holder: KeyHolder;
  stillCounts(): Promise<boolean>;
}

/** Lets only those pass who say a admin key. */
export function authorise(who: Who): RequestHandler {
  return async (request, response, next) => {
    const key = BEARER.exec(request.get('Authorization') ?? '')?.groups?.key;
    const holder = key === undefined ? null : await who(key);
    if (key !== undefined && holder !== null) {
      const authorised: Authorised = { holder, stillCounts: async () => (await who(key)) !== null };
      response.locals.authorised = authorised;
      return next();
    }
    response.set('WWW-Authenticate', 'Bearer realm="Hotdesk"');
    sendProblem(response, problem('unauthorized'));
  };
}

/** Lets only those pass whose key has this scope. */
export function requireScope(scope: KeyScope): RequestHandler {
  return (_request, response, next) => {
    if (mayDo(authorisedAt(response).holder, scope)) return next();
    sendProblem(response, problem('insufficient-scope', `This needs a key with the scope "${scope}".`));
  };
}

/** Who passed. Only for operations that ask for a key. */
export function authorisedAt(response: Response): Authorised {
  const authorised: Authorised | undefined = response.locals.authorised;
  if (!authorised) throw new Error('an operation that needs a key was reached without one');
  return authorised;
}

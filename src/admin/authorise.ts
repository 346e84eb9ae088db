import type { RequestHandler } from 'express';
import { problem, sendProblem } from './problem';

const BEARER = /^Bearer +(?<key>[^\s]{1,512}) *$/i;

/** Lets only those pass who say the key of the door. */
export function authorise(isKey: (text: string) => Promise<boolean>): RequestHandler {
  return async (request, response, next) => {
    const key = BEARER.exec(request.get('Authorization') ?? '')?.groups?.key;
    if (key !== undefined && (await isKey(key))) return next();
    response.set('WWW-Authenticate', 'Bearer realm="Hotdesk"');
    sendProblem(response, problem('unauthorized'));
  };
}

import type { RequestHandler } from 'express';
import { createProblem, sendProblem } from './problem';

/** The longest body of a request, in bytes. */
export const MAX_BODY_BYTES = 256 * 1_024;

/**
 * Refuses a longer body before it is read, and before the key is checked. After an answer Node reads the rest of the body
 * and drops it, however long it is; where the body states no length, the connection is closed instead.
 */
export const limitBodies: RequestHandler = (request, response, next) => {
  const isTooLong = Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES;
  if (isTooLong || request.headers['transfer-encoding'] !== undefined) response.set('Connection', 'close');
  if (isTooLong) return sendProblem(response, createProblem('too-large'));
  next();
};

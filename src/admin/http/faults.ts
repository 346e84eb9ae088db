import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Log, LogFields } from '../../desk/ports/log';
import { errorCode, errorStack, errorText } from '../../lib/errors';
import { limitLines } from '../../lib/limit-lines';
import type { AdminStore } from '../ports/store';
import { createProblem, type Problem, type ProblemCode, sendProblem } from './problem';

interface FaultDeps {
  readonly store: Pick<AdminStore, 'isOutage'>;
  readonly log: Log;
}

const RETRY_AFTER_SECONDS = '5';
const CLIENT_GONE = 'ERR_STREAM_PREMATURE_CLOSE';

/** Problem codes for errors of the body parser and the router, by the status of the error. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid-request',
  413: 'too-large',
  415: 'unsupported-media-type',
};

/** Turns a thrown error into a problem response. Errors that are not the caller's are logged. */
export function handleFaults({ store, log }: FaultDeps): ErrorRequestHandler {
  const warn = limitLines<LogFields>((fields, message) => log.warn(fields, message));
  return (error: unknown, request, response, _next) => {
    if (response.headersSent) return breakOff(error, request, response, log);
    const input = inputProblem(error);
    if (input) return sendProblem(response, input);
    const text = errorText(error);
    if (store.isOutage(error)) {
      warn({ event: 'database.unreachable', error: text }, 'the database is out of order');
      response.set('Retry-After', RETRY_AFTER_SECONDS);
      return sendProblem(response, createProblem('unavailable'));
    }
    const stack = errorStack(error);
    log.error(
      { event: 'request.failed', method: request.method, path: request.path, error: text, stack },
      'request failed',
    );
    sendProblem(response, createProblem('internal'));
  };
}

/** A response that has begun cannot become a problem. Closing the connection shows the client that data is missing. */
function breakOff(error: unknown, request: Request, response: Response, log: Log): void {
  if (errorCode(error) !== CLIENT_GONE) {
    log.error(
      { event: 'response.aborted', method: request.method, path: request.path, error: errorText(error) },
      'response aborted',
    );
  }
  response.destroy();
}

function inputProblem(error: unknown): Problem | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('type' in error && error.type === 'entity.parse.failed') return createProblem('malformed-json');
  const status = 'status' in error && typeof error.status === 'number' ? error.status : null;
  const code = status === null ? undefined : BY_STATUS[status];
  if (code === undefined) return null;
  return code === 'invalid-request'
    ? createProblem(code, 'The request cannot be read.')
    : createProblem(code);
}

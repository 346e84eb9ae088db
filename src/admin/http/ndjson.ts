import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import type { Request, Response } from 'express';
import { authorisedAt } from './authorise';
import { leaveAdminRequests } from './limit-in-flight';
import type { OpenResponses } from './open-responses';
import { createProblem, sendProblem } from './problem';

/** One JSON object per line. */
export const NDJSON_TYPE = 'application/x-ndjson';
/** How long a client may take nothing, in milliseconds. */
const STALL_MS = 30_000;

export function prefersNdjson(request: Request): boolean {
  return request.accepts('application/json', NDJSON_TYPE) === NDJSON_TYPE;
}

/**
 * Streams the objects with backpressure, as long as the key is valid and the client reads. An error closes the connection, so
 * that a client does not take a part for the whole. It takes the time of its client, so it holds no place among the requests in
 * work: the open responses bound it.
 */
export async function sendNdjson(
  request: Request,
  response: Response,
  objects: AsyncIterable<object>,
  exports: OpenResponses,
  stallMs = STALL_MS,
): Promise<void> {
  if (request.method === 'HEAD') {
    response.status(200).set('Content-Type', NDJSON_TYPE).end();
    return;
  }
  const close = exports.open(authorisedAt(response), () => cut(response));
  if (!close)
    return sendProblem(
      response,
      createProblem('too-many-requests', 'This key has too many exports at once.'),
    );
  leaveAdminRequests(response);
  response.status(200).set('Content-Type', NDJSON_TYPE);
  const stall = setTimeout(() => cut(response), stallMs);
  try {
    await pipeline(Readable.from(written(objects, stall), { objectMode: false }), response);
  } finally {
    clearTimeout(stall);
    close();
  }
}

async function* written(objects: AsyncIterable<object>, stall: NodeJS.Timeout): AsyncIterable<string> {
  for await (const object of objects) {
    stall.refresh();
    yield `${JSON.stringify(object)}\n`;
  }
}

/** Resets the connection where that is possible: what is in the buffers of the kernel must not be read any more. */
function cut(response: Response): void {
  const { socket } = response;
  if (socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
  response.destroy();
}

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';

/** One JSON object per line. */
export const NDJSON_TYPE = 'application/x-ndjson';

export function prefersNdjson(request: Request): boolean {
  return request.accepts('application/json', NDJSON_TYPE) === NDJSON_TYPE;
}

/**
 * Streams the objects with backpressure. An error closes the connection, so that a client does not take a part for
 * the whole.
 */
export async function sendNdjson(
  request: Request,
  response: Response,
  objects: AsyncIterable<object>,
): Promise<void> {
  response.status(200).set('Content-Type', NDJSON_TYPE);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(Readable.from(written(objects), { objectMode: false }), response);
}

async function* written(objects: AsyncIterable<object>): AsyncIterable<string> {
  for await (const object of objects) yield `${JSON.stringify(object)}\n`;
}

import type { RequestHandler } from 'express';

/** Phones only ask. What comes with a body is refused, and its connection closed, before the body is read. */
export const refuseBodies: RequestHandler = (request, response, next) => {
  const length = request.headers['content-length'];
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(length ?? 0) !== 0;
  if (!hasBody) return next();
  response.status(413).set('Connection', 'close').type('text/plain').send('no bodies here\n');
};

import type { RequestHandler } from 'express';
import type { Brand } from '../brands/brand';

/** Larger than any phone's log. */
const MAX_BYTES = 1_000_000;

/**
 * Accepts the files that phones of some brands upload, and drops them unread: a user's settings must not outlive their
 * session.
 */
export function dropUploads(brands: readonly Brand[]): RequestHandler {
  const names = brands.flatMap((brand) => brand.uploads ?? []);
  return (request, response, next) => {
    const file = String(request.params.file);
    const length = Number(request.headers['content-length'] ?? Number.NaN);
    if (!names.some((name) => name.test(file)) || !(length <= MAX_BYTES)) return next();
    request.resume();
    request.once('end', () =>
      response.status(200).set('Connection', 'close').type('text/plain').send('ok\n'),
    );
  };
}

import type { RequestListener } from 'node:http';

/**
 * Refuses requests of HTTP/1.1 without a Host (RFC 9112, section 3.2). Node would do it before any limit of ours.
 */
export function requireHost(handler: RequestListener): RequestListener {
  return (request, response) => {
    if (request.headers.host !== undefined || request.httpVersion !== '1.1')
      return handler(request, response);
    response.writeHead(400, { Connection: 'close' }).end();
  };
}

/** The answer to an `Expect` that is not `100-continue`. Node would give it before any limit of ours. */
export const refuseExpectation: RequestListener = (_request, response) => {
  response.writeHead(417).end();
};

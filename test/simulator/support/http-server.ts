import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test server answers for a path. A string is a body of type text/plain. */
export type Answer = string | ((request: IncomingMessage, response: ServerResponse) => void);

export interface TestServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Answers by path, without the query. What is missing is a 404. */
  readonly answers: Map<string, Answer>;
  /** The requests so far: URL with its query, User-Agent, where it came from. */
  readonly requests: { readonly url: string; readonly userAgent: string; readonly from: string }[];
  close(): Promise<void>;
}

/** A small HTTP server on a free loopback port. */
export async function startTestServer(): Promise<TestServer> {
  const answers = new Map<string, Answer>();
  const requests: { url: string; userAgent: string; from: string }[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    requests.push({
      url,
      userAgent: request.headers['user-agent'] ?? '',
      from: request.socket.remoteAddress ?? '',
    });
    const answer = answers.get(url.split('?')[0] ?? '');
    if (typeof answer === 'function') answer(request, response);
    else if (answer === undefined) response.writeHead(404, { 'Content-Length': 0 }).end();
    else body(answer, 'text/plain')(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answers,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with this body, of this type, with its length. */
export function body(text: string, contentType: string) {
  const bytes = Buffer.from(text, 'utf8');
  return (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'Content-Type': contentType, 'Content-Length': bytes.length }).end(bytes);
  };
}

/** An XML page. */
export function page(text: string) {
  return body(text, 'text/xml; charset=utf-8');
}

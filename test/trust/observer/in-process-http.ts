import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** A connection that exists only in memory. Its peer may have any address. */
class MemorySocket extends Duplex {
  readonly chunks: Buffer[] = [];

  constructor(readonly remoteAddress: string) {
    super();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }
}

/** Sends a GET to a request listener without a network, so that thousands of addresses cost nothing. */
export function getInProcess(
  listener: RequestListener,
  { path, from, userAgent }: { readonly path: string; readonly from: string; readonly userAgent: string },
): Promise<HttpAnswer> {
  const socket = new MemorySocket(from);
  const connection = socket as unknown as Socket;
  const request = new IncomingMessage(connection);
  request.method = 'GET';
  request.url = path;
  request.httpVersion = '1.1';
  request.httpVersionMajor = 1;
  request.httpVersionMinor = 1;
  request.headers = { host: '10.0.0.1', 'user-agent': userAgent };
  request.push(null);
  const response = new ServerResponse(request);
  response.assignSocket(connection);
  return new Promise((resolve) => {
    response.once('finish', () => {
      // Other listeners of `finish` record the fetch.
      setImmediate(() => {
        const text = Buffer.concat(socket.chunks).toString('utf8');
        socket.destroy();
        resolve({ status: response.statusCode, body: text.slice(text.indexOf('\r\n\r\n') + 4) });
      });
    });
    listener(request, response);
  });
}

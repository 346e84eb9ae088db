import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How much of a request is still read and dropped after its answer. */
export interface LingerLimits {
  readonly bytes: number;
  readonly milliseconds: number;
}

const LIMITS: LingerLimits = { bytes: 1_000_000, milliseconds: 2_000 };

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Middleware: lets a client read an answer that ends its request early. Closing a connection with unread data makes the kernel
 * reset it, and the client may lose the answer (RFC 9112, section 9.6). So only our half is closed, and the other one when the
 * client closes it, or at a limit.
 */
export function lingerOnClose(limits = LIMITS): Middleware {
  return (request, response, next) => {
    // Before the listener of Node, which closes the connection.
    response.prependOnceListener('finish', () => {
      const { socket } = request;
      if (!request.complete) socket.destroySoon = () => linger(socket, limits);
    });
    next();
  };
}

function linger(socket: Socket, { bytes, milliseconds }: LingerLimits): void {
  let dropped = 0;
  // Without the parser of Node: nothing that follows is a request.
  socket.removeAllListeners('data').on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > bytes) socket.destroy();
  });
  const timer = setTimeout(() => socket.destroy(), milliseconds).unref();
  socket.once('close', () => clearTimeout(timer));
  socket.end();
  socket.resume();
}

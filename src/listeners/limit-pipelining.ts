import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that wait for their answers. Clients that wait for each answer have one. */
export const MAX_UNANSWERED = 4;

/** Wraps the listeners of a server that handle requests: they share one count for each connection. */
export type PipeliningLimit = (handler: RequestListener) => RequestListener;

/**
 * Bounds the requests of a connection that wait for their answers, and closes a connection with more. Node reads 64 kB at once
 * and hands on every request in it, even when the connection was closed meanwhile; such requests never reach the handler.
 */
export function limitPipelining(most = MAX_UNANSWERED): PipeliningLimit {
  const unanswered = new WeakMap<Socket, Set<ServerResponse>>();
  return (handler) => (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const own = unanswered.get(socket) ?? followConnection(socket);
    unanswered.set(socket, own);
    if (own.size >= most) {
      socket.destroy();
      stopParsing(socket);
      return;
    }
    own.add(response);
    response.once('close', () => own.delete(response));
    handler(request, response);
  };
}

/** The part of Node's parser that hands on a request; 2 says that what follows the request is no HTTP. */
interface Parser {
  onIncoming?: unknown;
}

/**
 * Saves the cost of the requests that Node has read already. Its parser is no part of its documented API: without it, these
 * requests are parsed and dropped.
 */
function stopParsing({ parser }: Socket & { readonly parser?: Parser | null }): void {
  if (parser?.onIncoming !== undefined) parser.onIncoming = () => 2;
}

/** The unanswered requests of a new connection. When it closes, Node itself closes only the response whose turn it is. */
function followConnection(socket: Socket): Set<ServerResponse> {
  const own = new Set<ServerResponse>();
  socket.once('close', () => {
    for (const response of own) if (response.socket === null) response.emit('close');
  });
  return own;
}

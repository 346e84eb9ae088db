import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { settledWithin } from '../lib/settled-within';

/** How long a stop waits for requests, transfers and jobs before it cuts them, in milliseconds. */
export const DRAIN_MS = 10_000;
/** How often idle connections are closed during a drain, in milliseconds. */
const CLOSE_IDLE_MS = 50;
/** How long a drain waits for the rest of requests that have not arrived whole, in milliseconds. */
const ARRIVAL_MS = 1_000;

/** Something that accepts requests. */
export interface Drainable {
  /** Stops accepting. Resolves when everything that runs has ended or was cut. */
  drain(): Promise<void>;
  /** Closes what still runs, at once. */
  cut(): void;
}

/** Drains all listeners in parallel and cuts what still runs after `limitMs` milliseconds. */
export async function drainAll(listeners: readonly Drainable[], limitMs: number): Promise<void> {
  const drained = Promise.all(listeners.map((listener) => listener.drain()));
  if (!(await settledWithin(drained, limitMs))) for (const listener of listeners) listener.cut();
  await drained;
}

/** Makes an HTTP or HTTPS server drainable. Call it before the server listens. */
export function makeServerDrainable(server: Server): Drainable {
  const sockets = new Set<Socket>();
  const requests = new Set<IncomingMessage>();
  // Tracks raw sockets: an unfinished TLS handshake would keep the server open.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request, response) => {
    // Nobody answers it: its connection was closed by an earlier listener.
    if (request.socket.destroyed) return;
    requests.add(request);
    response.once('close', () => requests.delete(request));
  });
  return {
    async drain() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A keep-alive connection becomes idle when its response is sent.
      const timer = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS);
      const lateTimer = setInterval(() => closeUnfinished(sockets, requests), ARRIVAL_MS);
      server.closeIdleConnections();
      await closed;
      clearInterval(timer);
      clearInterval(lateTimer);
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Closes the connections on which no whole request is being answered: their clients may never send the rest. */
function closeUnfinished(sockets: ReadonlySet<Socket>, requests: ReadonlySet<IncomingMessage>): void {
  const answering = new Set<string>();
  for (const request of requests) if (request.complete) answering.add(peerOf(request.socket));
  for (const socket of sockets) if (!answering.has(peerOf(socket))) socket.destroy();
}

/** Names a connection: its raw and its TLS socket have the same peer. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}:${remotePort}`;
}

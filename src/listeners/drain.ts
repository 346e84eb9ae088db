import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { settledWithin } from '../lib/settled-within';

/** How long a stop waits for requests, transfers and jobs before it cuts them, in milliseconds. */
export const DRAIN_MS = 10_000;
/** How often idle connections are closed during a drain, in milliseconds. */
const CLOSE_IDLE_MS = 50;

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
  // Tracks raw sockets: an unfinished TLS handshake would keep the server open.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    async drain() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A keep-alive connection becomes idle when its response is sent.
      const timer = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS);
      server.closeIdleConnections();
      await closed;
      clearInterval(timer);
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

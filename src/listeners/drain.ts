import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { settledWithin } from '../lib/settled-within';

/** How long a stop lets requests, transfers and jobs end before it cuts them, in milliseconds. */
export const DRAIN_MS = 10_000;
/** How often connections are looked for that have nothing more to say, in milliseconds. */
const CLOSE_IDLE_MS = 50;

/** Something that accepts requests. */
export interface Drainable {
  /** Accepts nothing new from now on. Resolves when all that ran has ended, or was cut. */
  drain(): Promise<void>;
  /** Ends at once what still runs. */
  cut(): void;
}

/** All stop accepting now, and drain at the same time; what has not ended after so many milliseconds is cut. */
export async function drainAll(listeners: readonly Drainable[], limitMs: number): Promise<void> {
  const drained = Promise.all(listeners.map((listener) => listener.drain()));
  if (!(await settledWithin(drained, limitMs))) for (const listener of listeners) listener.cut();
  await drained;
}

/** How an HTTP or HTTPS server drains. To be called before it listens. */
export function drainable(server: Server): Drainable {
  const sockets = new Set<Socket>();
  // Not only what speaks HTTP already: a TLS handshake that does not end would keep the server open.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    async drain() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection that is kept alive is idle once its answer is sent.
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

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { plainAddress, sourceOf } from '../lib/ip';

/** How many connections a listener holds open at once. */
export interface ConnectionLimits {
  readonly all: number;
  /** For one source. Trusted proxies have no limit of their own. */
  readonly perSource: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = { all: 4_096, perSource: 1_024 };

/**
 * Bounds the open connections of a server. A source with too many gets no more. When all are taken, the source with most
 * connections loses its oldest, so that idle connections keep nobody else out. Call it before the server listens.
 */
export function limitConnections(
  server: Server,
  isProxy: (address: string) => boolean,
  limits: ConnectionLimits = CONNECTION_LIMITS,
): void {
  /** By source, oldest first, without those of proxies. */
  const sources = new Map<string, Set<Socket>>();
  let count = 0;
  // Only a guard: below, each new connection replaces an old one.
  server.maxConnections = limits.all + 64;
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? '');
    const source = sourceOf(address);
    const isFull = (sources.get(source)?.size ?? 0) >= limits.perSource;
    if (isFull || (count >= limits.all && !closeOldest(sources))) {
      socket.destroy();
      return;
    }
    count += 1;
    if (!isProxy(address)) sources.set(source, (sources.get(source) ?? new Set()).add(socket));
    socket.once('close', () => {
      count -= 1;
      const open = sources.get(source);
      open?.delete(socket);
      if (open?.size === 0) sources.delete(source);
    });
  });
}

/** Closes the oldest connection of the source with most. False when there is none. */
function closeOldest(sources: ReadonlyMap<string, ReadonlySet<Socket>>): boolean {
  let most: ReadonlySet<Socket> = new Set();
  for (const open of sources.values()) if (open.size > most.size) most = open;
  const [oldest] = most;
  oldest?.destroy();
  return oldest !== undefined;
}

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { plainAddress, sourceOf } from '../lib/ip';
import { SourceConnections } from './source-connections';

/** How many connections a listener holds open at once. */
export interface ConnectionLimits {
  readonly all: number;
  /** For one source. Trusted proxies have no limit of their own. */
  readonly perSource: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = { all: 4_096, perSource: 1_024 };

/**
 * Bounds the open connections of a server. A source with too many loses one for each new one, and when all are taken, the
 * source with most does: the oldest of its address with most, so that idle connections keep nobody else out. Call it before
 * the server listens.
 */
export function limitConnections(
  server: Server,
  isProxy: (address: string) => boolean,
  limits: ConnectionLimits = CONNECTION_LIMITS,
): void {
  /** Without those of proxies. */
  const sources = new Map<string, SourceConnections>();
  /** What frees the place of a connection. Idempotent. */
  const releases = new WeakMap<Socket, () => void>();
  let count = 0;
  const close = (socket: Socket | undefined): boolean => {
    if (!socket) return false;
    // At once: the next connection may come before the event.
    releases.get(socket)?.();
    socket.destroy();
    return true;
  };
  const closeOneOf = (source: SourceConnections | undefined) => close(source?.oldestOfLargest());
  // Only a guard: below, each new connection replaces an old one.
  server.maxConnections = limits.all + 64;
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? '');
    const source = sourceOf(address);
    if ((sources.get(source)?.size ?? 0) >= limits.perSource) closeOneOf(sources.get(source));
    if (count >= limits.all && !closeOneOf(largestOf(sources))) {
      socket.destroy();
      return;
    }
    count += 1;
    const own = sources.get(source) ?? new SourceConnections();
    if (!isProxy(address)) {
      own.add(address, socket);
      sources.set(source, own);
    }
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      count -= 1;
      own.remove(address, socket);
      // A proxy has none of its own, and shares its source with others.
      if (own.size === 0 && sources.get(source) === own) sources.delete(source);
    };
    releases.set(socket, release);
    socket.once('close', release);
  });
}

function largestOf(sources: ReadonlyMap<string, SourceConnections>): SourceConnections | undefined {
  let most: SourceConnections | undefined;
  for (const source of sources.values()) if (source.size > (most?.size ?? 0)) most = source;
  return most;
}

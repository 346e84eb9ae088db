import { connect, createServer, type Server, type Socket } from 'node:net';

/** The state of the proxy: passes all data, passes it late, drops it, or refuses connections. */
export type ProxyMode =
  | { readonly kind: 'open' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'closed' };

/** A TCP proxy on 127.0.0.1 between the service and a server, which simulates a bad network. */
export interface FaultyProxy {
  readonly port: number;
  /** Sets the mode for new and existing connections; `closed` ends the existing ones. */
  setMode(mode: ProxyMode): void;
  /** Ends every connection in the middle of the next message of the service: half of it arrives. */
  cutMidMessage(): Promise<void>;
  /** The number of connections so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Opens the proxy on a free port. */
export async function openProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  let mode: ProxyMode = { kind: 'open' };
  let connections = 0;
  let cut: (() => void) | null = null;

  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const pass = (bytes: Buffer, to: Socket): void => {
    if (mode.kind === 'open') to.write(bytes);
    // Every chunk has the same delay, so their order stays.
    if (mode.kind === 'slow') setTimeout(() => to.destroyed || to.write(bytes), mode.milliseconds);
  };
  const server: Server = createServer((client) => {
    connections += 1;
    track(client);
    if (mode.kind === 'closed') return client.destroy();
    const upstream = connect(target.port, target.host);
    track(upstream);
    client.on('data', (bytes) => {
      if (cut === null) return pass(bytes, upstream);
      const done = cut;
      cut = null;
      upstream.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
        endAll();
        done();
      });
    });
    upstream.on('data', (bytes) => pass(bytes, client));
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
  return {
    port: address.port,
    setMode(next) {
      mode = next;
      if (next.kind === 'closed') endAll();
    },
    cutMidMessage: () =>
      new Promise((resolve) => {
        cut = resolve;
      }),
    get connections() {
      return connections;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      endAll();
      await closed;
    },
  };
}

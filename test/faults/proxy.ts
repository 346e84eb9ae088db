import { connect, createServer, type Server, type Socket } from 'node:net';

/** How the way to the other side is: as it should be; slow; taking everything and passing on nothing; closed. */
export type Method =
  | { readonly kind: 'open' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'swallows' }
  | { readonly kind: 'closed' };

/** Stands between the service and a server, on 127.0.0.1, and does to the connection what a bad network does. */
export interface BadWay {
  readonly port: number;
  /** From now on, also for the connections that there are. `closed` ends these. */
  become(method: Method): void;
  /** Ends every connection in the middle of the next thing that the service says: half of it arrives. */
  cutInTheMiddle(): Promise<void>;
  /** How many connections there have been. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Listens at any free port. */
export async function openProxy(target: { readonly host: string; readonly port: number }): Promise<BadWay> {
  const sockets = new Set<Socket>();
  let method: Method = { kind: 'open' };
  let connections = 0;
  let cut: (() => void) | null = null;

  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const pass = (bytes: Buffer, to: Socket): void => {
    if (method.kind === 'open') to.write(bytes);
    // Each piece waits as long, so that their order stays.
    if (method.kind === 'slow') setTimeout(() => to.destroyed || to.write(bytes), method.milliseconds);
  };
  const server: Server = createServer((near) => {
    connections += 1;
    keep(near);
    if (method.kind === 'closed') return near.destroy();
    const far = connect(target.port, target.host);
    keep(far);
    near.on('data', (bytes) => {
      if (cut === null) return pass(bytes, far);
      const done = cut;
      cut = null;
      far.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
        endAll();
        done();
      });
    });
    far.on('data', (bytes) => pass(bytes, near));
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
  return {
    port: address.port,
    become(next) {
      method = next;
      if (next.kind === 'closed') endAll();
    },
    cutInTheMiddle: () =>
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

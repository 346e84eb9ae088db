import { connect, createServer, type Socket } from 'node:net';

/** What happens to a statement: it passes, it never arrives, or it is executed and its answer never arrives. */
export type StatementFate = 'pass' | 'cut-before' | 'cut-after';

/** A TCP proxy on 127.0.0.1 before MariaDB that knows where statements begin. */
export interface SqlProxy {
  readonly port: number;
  /** Decides on each statement; null: all pass. A cut ends the connection without a TCP reset of the server's own. */
  decide: ((sql: string) => StatementFate) | null;
  /** From now on nothing passes on the present connections, and nobody is informed. New connections work. */
  freezePresent(): void;
  /** While true, new connections are accepted and nothing passes on them. */
  freezeNew: boolean;
  close(): Promise<void>;
}

const HEADER_BYTES = 4;
const COM_QUERY = 0x03;

export async function openSqlProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<SqlProxy> {
  const sockets = new Set<Socket>();
  const pairs = new Set<{ frozen: boolean }>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((client) => {
    const pair = { frozen: proxy.freezeNew, cutAtAnswer: false };
    pairs.add(pair);
    const upstream = connect(target.port, target.host);
    track(client);
    track(upstream);
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    let pending = Buffer.alloc(0);
    client.on('data', (bytes) => {
      if (pair.frozen) return;
      pending = Buffer.concat([pending, bytes]);
      for (let packet = firstPacket(pending); packet !== null; packet = firstPacket(pending)) {
        pending = pending.subarray(packet.length);
        const sql = statementIn(packet);
        const fate = sql === null ? 'pass' : (proxy.decide?.(sql) ?? 'pass');
        if (fate === 'cut-before') return cut();
        if (fate === 'cut-after') pair.cutAtAnswer = true;
        upstream.write(packet);
      }
    });
    upstream.on('data', (bytes) => {
      if (pair.cutAtAnswer) return cut();
      if (!pair.frozen) client.write(bytes);
    });
    client.once('close', () => {
      pairs.delete(pair);
      upstream.destroy();
    });
    upstream.once('close', () => {
      if (!pair.frozen) client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
  const proxy: SqlProxy = {
    port: address.port,
    decide: null,
    freezeNew: false,
    freezePresent() {
      for (const pair of pairs) pair.frozen = true;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return proxy;
}

/** The first complete packet of the MySQL protocol; null while bytes are missing. */
function firstPacket(bytes: Buffer): Buffer | null {
  if (bytes.length < HEADER_BYTES) return null;
  const length = HEADER_BYTES + bytes.readUIntLE(0, 3);
  return bytes.length < length ? null : bytes.subarray(0, length);
}

/** The SQL of a query; null for any other packet. Commands have the sequence number 0, a login has not. */
function statementIn(packet: Buffer): string | null {
  const isQuery = packet[3] === 0 && packet[HEADER_BYTES] === COM_QUERY;
  return isQuery ? packet.toString('utf8', HEADER_BYTES + 1) : null;
}

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A door that is open. */
export interface OpenDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** How long a client may take for its request, in milliseconds: phones are slow, attackers slower. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Opens a door. Errors: the socket's own, such as EADDRINUSE. */
export async function listen(handler: RequestListener, bind: string, port: number): Promise<OpenDoor> {
  const server: Server = createServer({ maxHeaderSize: 16_384 }, handler);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, bind, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

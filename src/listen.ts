import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError, type Door } from './config';

/** A door that is not open yet. `port` is the one that it is to listen on; once open, the one that it does. */
export interface LateDoor extends Door {
  port: number;
}

/** How long a client may take for its request, in milliseconds: phones are slow, attackers slower. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_HEADER_BYTES = 16_384;

export function listenLater({ bind, port, setting }: Door): LateDoor {
  return { bind, port, setting };
}

/** Opens a door and says how to close it. Errors: ConfigError, when the address or port cannot be had. */
export async function listen(
  door: LateDoor,
  handler: RequestListener,
  opened: (close: () => Promise<unknown>) => void,
): Promise<void> {
  const server: Server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, handler);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${door.bind}:${door.port}`;
      reject(
        new ConfigError(`${door.setting} (${where}) cannot be listened on: ${error.code}.`, { cause: error }),
      );
    });
    server.listen(door.port, door.bind, resolve);
  });
  door.port = (server.address() as AddressInfo).port;
  opened(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });
}

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below the range of ephemeral ports, so that a port stays free during a restart. */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;

/** A port on 127.0.0.1 that is free now. */
export async function freePort(protocol: 'tcp' | 'udp'): Promise<number> {
  const isFree = protocol === 'tcp' ? isFreeOnTcp : isFreeOnUdp;
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free ${protocol} port found between ${LOWEST_PORT} and ${HIGHEST_PORT}`);
}

function isFreeOnTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function isFreeOnUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}

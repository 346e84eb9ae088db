import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below the range that the kernel gives to outgoing connections, so that a port stays free over a restart. */
const lowest = 20_000;
const highest = 32_000;

/** A port on 127.0.0.1 that nothing listens on now. */
export async function freePort(protocol: 'tcp' | 'udp'): Promise<number> {
  const isFree = protocol === 'tcp' ? isFreeOnTcp : isFreeOnUdp;
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free ${protocol} port found between ${lowest} and ${highest}`);
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

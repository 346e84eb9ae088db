import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection whose request never becomes whole, and what the server sends on it. */
export interface HalfRequest {
  readonly socket: Socket;
  text(): string;
  /** The whole answer, when the server has closed the connection. */
  readonly untilCut: Promise<string>;
}

/** Sends this and nothing more. */
export async function sendHalf(port: number, from: string, start: string): Promise<HalfRequest> {
  const socket = connect({ host: '127.0.0.1', port, localAddress: from });
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  const untilCut = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(text));
  });
  await once(socket, 'connect');
  // The server may reset it: `close` follows.
  socket.on('error', () => {});
  await new Promise((sent) => socket.write(start, sent));
  return { socket, text: () => text, untilCut };
}

/** Sends the same from each of these addresses, several times. */
export function sendHalves(
  port: number,
  addresses: readonly string[],
  times: number,
  start: string,
): Promise<HalfRequest[]> {
  const senders = addresses.flatMap((address) => Array<string>(times).fill(address));
  return Promise.all(senders.map((address) => sendHalf(port, address, start)));
}

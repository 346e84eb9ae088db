import { connect } from 'node:net';
import { eventually } from '../test-app';

/** Sends the head of a request and then endless bytes; returns what the server sends until it closes the connection. */
export async function sendEndlessly(port: number, head: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  let text = '';
  let isCut = false;
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  // The server may reset the connection: `close` follows.
  socket.on('error', () => {});
  socket.on('close', () => {
    isCut = true;
  });
  socket.write(head);
  const more = setInterval(() => {
    socket.write('f\r\n123456789abcdef\r\n');
  }, 5);
  try {
    await eventually(() => isCut);
    return text;
  } finally {
    clearInterval(more);
    socket.destroy();
  }
}

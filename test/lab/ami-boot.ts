import { connect, type Socket } from 'node:net';

/** Where an AMI is, and who may use it. */
export interface AmiAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

/**
 * Logs in and waits for AMI's `FullyBooted`; an open port alone says little.
 * @returns whether it came before the connection ended (refused, closed, or silent for 10 s)
 */
export function isFullyBooted(ami: AmiAccess): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(ami.port, ami.host);
    const finish = (booted: boolean) => {
      socket.destroy();
      resolve(booted);
    };
    socket.setTimeout(10_000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('connect', () => logIn(socket, ami));
    whenSaid(socket, 'Event: FullyBooted', () => finish(true));
  });
}

function logIn(socket: Socket, ami: AmiAccess): void {
  socket.write(`Action: Login\r\nUsername: ${ami.user}\r\nSecret: ${ami.secret}\r\n\r\n`);
}

function whenSaid(socket: Socket, words: string, act: () => void): void {
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
    if (heard.includes(words)) act();
  });
}

import { connect, type Socket } from 'node:net';

/** The address and the account of an AMI. */
export interface AmiAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

/**
 * Logs in and waits for AMI's `FullyBooted`: an open port does not mean that Asterisk is ready.
 * @returns false if the connection is refused, closes, or is silent for 10 s before that
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
    onText(socket, 'Event: FullyBooted', () => finish(true));
  });
}

function logIn(socket: Socket, ami: AmiAccess): void {
  socket.write(`Action: Login\r\nUsername: ${ami.user}\r\nSecret: ${ami.secret}\r\n\r\n`);
}

function onText(socket: Socket, text: string, act: () => void): void {
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString();
    if (received.includes(text)) act();
  });
}

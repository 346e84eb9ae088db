import { createSocket } from 'node:dgram';

/** A packet that came, taken apart. */
export interface Heard {
  readonly kind: 'data' | 'error' | 'options' | 'other';
  /** The number of the block, or the code of the error. */
  readonly number: number;
  readonly bytes: Buffer;
  /** Where it came from: the transfer's own port. */
  readonly port: number;
}

/** A TFTP client that does nothing by itself: a test says every packet. */
export interface TftpClient {
  /** Asks the server's own port. */
  ask(packet: Buffer): void;
  /** Says something to the port of a transfer. */
  say(port: number, packet: Buffer): void;
  /** The next packet that comes, in the order in which they came. */
  next(): Promise<Heard>;
  /** How many packets have come and not been taken. */
  waiting(): number;
  close(): Promise<void>;
}

export async function createTftpClient(serverPort: number, address = '127.0.0.1'): Promise<TftpClient> {
  const socket = createSocket('udp4');
  const heard: Heard[] = [];
  const wanted: ((packet: Heard) => void)[] = [];
  socket.on('message', (packet, { port }) => {
    const kind = ({ 3: 'data', 5: 'error', 6: 'options' } as const)[packet.readUInt16BE(0)] ?? 'other';
    const head = kind === 'options' ? 2 : 4;
    const one: Heard = { kind, number: packet.readUInt16BE(2), bytes: packet.subarray(head), port };
    const take = wanted.shift();
    if (take) take(one);
    else heard.push(one);
  });
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  return {
    ask: (packet) => socket.send(packet, serverPort, '127.0.0.1'),
    say: (port, packet) => socket.send(packet, port, '127.0.0.1'),
    next: () => {
      const one = heard.shift();
      return one ? Promise.resolve(one) : new Promise((resolve) => wanted.push(resolve));
    },
    waiting: () => heard.length,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

const strings = (...all: string[]) => Buffer.from(all.map((text) => `${text}\0`).join(''), 'latin1');

export const readRequest = (file: string, mode = 'octet', ...options: string[]) =>
  Buffer.concat([Buffer.from([0, 1]), strings(file, mode, ...options)]);

export const writeRequest = (file: string) => Buffer.concat([Buffer.from([0, 2]), strings(file, 'octet')]);

export const ack = (block: number) => Buffer.from([0, 4, (block >> 8) & 0xff, block & 0xff]);

export const failure = (code: number) => Buffer.concat([Buffer.from([0, 5, 0, code]), strings('no')]);

/** The options that the server agreed to, in its order. */
export function agreed({ bytes }: Heard): [string, string][] {
  const all = bytes.toString('latin1').split('\0').slice(0, -1);
  return all.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, all[at + 1] ?? '']] : []));
}

/** Takes a whole file, block by block, and acknowledges each. */
export async function takeFile(client: TftpClient, request: Buffer, blockBytes = 512): Promise<Buffer> {
  const blocks: Buffer[] = [];
  client.ask(request);
  for (;;) {
    const packet = await client.next();
    if (packet.kind === 'options') client.say(packet.port, ack(0));
    else if (packet.kind !== 'data') throw new Error(`error ${packet.number}: ${packet.bytes.toString()}`);
    else {
      blocks.push(packet.bytes);
      client.say(packet.port, ack(packet.number));
      if (packet.bytes.length < blockBytes) return Buffer.concat(blocks);
    }
  }
}

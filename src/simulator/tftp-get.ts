import { createSocket } from 'node:dgram';

export interface TftpGetOptions {
  readonly host: string;
  readonly port: number;
  readonly file: string;
  /** The phone's address: the source of the request. */
  readonly localAddress: string;
  /** The requested block size; the server may choose less. */
  readonly blockBytes: number;
  readonly maxBytes: number;
  /** Timeout for the whole file. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const READ = 1;
const DATA = 3;
const ACK = 4;
const ERROR = 5;
const OPTIONS_ACK = 6;
const NOT_FOUND = 1;
const DEFAULT_BLOCK_BYTES = 512;
const RETRANSMIT_MS = 1_000;

/**
 * Fetches a file by TFTP as a phone does; null when the server does not have it.
 * @throws Error on a timeout, a TFTP error or an invalid answer
 */
export function tftpGet(options: TftpGetOptions): Promise<Buffer | null> {
  const socket = createSocket('udp4');
  const blocks: Buffer[] = [];
  let blockBytes = DEFAULT_BLOCK_BYTES;
  let sizeBytes: number | null = null;
  let serverPort: number | null = null;
  let last = request(options);
  const send = (packet: Buffer) => {
    last = packet;
    socket.send(packet, serverPort ?? options.port, options.host, () => undefined);
  };

  /** Returns the complete file, null for a missing one, undefined while packets are missing. */
  const handlePacket = (packet: Buffer): Buffer | null | undefined => {
    const [code, number] = [packet.readUInt16BE(0), packet.readUInt16BE(2)];
    if (code === ERROR) {
      if (number === NOT_FOUND) return null;
      throw new Error(`TFTP error ${number}: ${packet.subarray(4).toString('latin1').replace(/\0.*$/s, '')}`);
    }
    if (code === OPTIONS_ACK && blocks.length === 0) {
      const agreed = optionsIn(packet);
      blockBytes = Number(agreed.get('blksize') ?? DEFAULT_BLOCK_BYTES);
      sizeBytes = agreed.has('tsize') ? Number(agreed.get('tsize')) : null;
      if (blockBytes > options.blockBytes) throw new Error(`blocks of ${blockBytes} bytes`);
      send(ack(0));
    }
    if (code !== DATA || number !== (blocks.length + 1) % 65_536) return undefined;
    blocks.push(packet.subarray(4));
    send(ack(number));
    const file = Buffer.concat(blocks);
    if (file.length > options.maxBytes) throw new Error(`more than ${options.maxBytes} bytes`);
    if (packet.length - 4 === blockBytes) return undefined;
    if (sizeBytes !== null && sizeBytes !== file.length) throw new Error(`not ${sizeBytes} bytes`);
    return file;
  };

  return new Promise<Buffer | null>((resolve, reject) => {
    const retransmit = setInterval(() => send(last), RETRANSMIT_MS);
    const limit = setTimeout(() => finish(() => reject(new Error('no answer in time'))), options.timeoutMs);
    const abort = () => finish(() => reject(new Error('the phone is off')));
    const finish = (settle: () => void) => {
      clearInterval(retransmit);
      clearTimeout(limit);
      options.signal.removeEventListener('abort', abort);
      socket.removeAllListeners('message');
      // By now the last packet has been handed to the network.
      socket.close(settle);
    };
    options.signal.addEventListener('abort', abort);
    socket.once('error', (error) => finish(() => reject(error)));
    socket.on('message', (packet, { address, port }) => {
      serverPort ??= port;
      if (address !== options.host || port !== serverPort || packet.length < 4) return;
      try {
        const file = handlePacket(packet);
        if (file !== undefined) setImmediate(() => finish(() => resolve(file)));
      } catch (error) {
        finish(() => reject(error));
      }
    });
    socket.bind(0, options.localAddress, () => send(last));
  });
}

function request({ file, blockBytes }: TftpGetOptions): Buffer {
  const strings = [file, 'octet', 'blksize', String(blockBytes), 'tsize', '0'];
  return Buffer.concat([
    Buffer.from([0, READ]),
    Buffer.from(strings.map((text) => `${text}\0`).join(''), 'latin1'),
  ]);
}

function ack(block: number): Buffer {
  return Buffer.from([0, ACK, block >> 8, block & 0xff]);
}

function optionsIn(packet: Buffer): ReadonlyMap<string, string> {
  const strings = packet.subarray(2).toString('latin1').split('\0');
  const pairs = strings.flatMap((name, at): [string, string][] =>
    at % 2 === 0 && name !== '' ? [[name.toLowerCase(), strings[at + 1] ?? '']] : [],
  );
  return new Map(pairs);
}

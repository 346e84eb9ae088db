import { createSocket } from 'node:dgram';

export interface TftpGetOptions {
  readonly host: string;
  readonly port: number;
  readonly file: string;
  /** The phone's own address: where the request comes from. */
  readonly localAddress: string;
  /** What it asks for; the server may agree to less. */
  readonly blockBytes: number;
  readonly maxBytes: number;
  /** For the whole file, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const READ = 1;
const DATA = 3;
const ACK = 4;
const ERROR = 5;
const OPTIONS_ACK = 6;
const NOT_FOUND = 1;
const PLAIN_BLOCK = 512;
const ASK_AGAIN_MS = 1_000;

/**
 * Asks for a file by TFTP as a phone does; null: the server has none of that name.
 * @throws Error when nothing, or nonsense, comes
 */
export function tftpGet(options: TftpGetOptions): Promise<Buffer | null> {
  const socket = createSocket('udp4');
  const blocks: Buffer[] = [];
  let blockBytes = PLAIN_BLOCK;
  let sizeBytes: number | null = null;
  let serverPort: number | null = null;
  let last = request(options);
  const say = (packet: Buffer) => {
    last = packet;
    socket.send(packet, serverPort ?? options.port, options.host, () => undefined);
  };

  /** What a packet makes of the file: the whole of it, null for none, undefined while more is to come. */
  const hear = (packet: Buffer): Buffer | null | undefined => {
    const [code, number] = [packet.readUInt16BE(0), packet.readUInt16BE(2)];
    if (code === ERROR) {
      if (number === NOT_FOUND) return null;
      throw new Error(`TFTP error ${number}: ${packet.subarray(4).toString('latin1').replace(/\0.*$/s, '')}`);
    }
    if (code === OPTIONS_ACK && blocks.length === 0) {
      const agreed = optionsIn(packet);
      blockBytes = Number(agreed.get('blksize') ?? PLAIN_BLOCK);
      sizeBytes = agreed.has('tsize') ? Number(agreed.get('tsize')) : null;
      if (blockBytes > options.blockBytes) throw new Error(`blocks of ${blockBytes} bytes`);
      say(ack(0));
    }
    if (code !== DATA || number !== (blocks.length + 1) % 65_536) return undefined;
    blocks.push(packet.subarray(4));
    say(ack(number));
    const file = Buffer.concat(blocks);
    if (file.length > options.maxBytes) throw new Error(`more than ${options.maxBytes} bytes`);
    if (packet.length - 4 === blockBytes) return undefined;
    if (sizeBytes !== null && sizeBytes !== file.length) throw new Error(`not ${sizeBytes} bytes`);
    return file;
  };

  return new Promise<Buffer | null>((resolve, reject) => {
    const again = setInterval(() => say(last), ASK_AGAIN_MS);
    const limit = setTimeout(() => finish(() => reject(new Error('no answer in time'))), options.timeoutMs);
    const abort = () => finish(() => reject(new Error('the phone is off')));
    const finish = (settle: () => void) => {
      clearInterval(again);
      clearTimeout(limit);
      options.signal.removeEventListener('abort', abort);
      socket.removeAllListeners('message');
      // What was said last is on its way when this calls back.
      socket.close(settle);
    };
    options.signal.addEventListener('abort', abort);
    socket.once('error', (error) => finish(() => reject(error)));
    socket.on('message', (packet, { address, port }) => {
      serverPort ??= port;
      if (address !== options.host || port !== serverPort || packet.length < 4) return;
      try {
        const file = hear(packet);
        if (file !== undefined) setImmediate(() => finish(() => resolve(file)));
      } catch (error) {
        finish(() => reject(error));
      }
    });
    socket.bind(0, options.localAddress, () => say(last));
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

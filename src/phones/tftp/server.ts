import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Log } from '../../desk/ports/log';
import { errorText } from '../../lib/errors';
import { plainAddress } from '../../lib/ip';
import { toNetascii } from './netascii';
import { agreeOn } from './options';
import { errorPacket, type ReadRequest, readPacket, TFTP_ERROR } from './packets';
import { TRANSFER_TIMEOUTS, Transfer, type TransferTimeouts } from './transfer';

/** What a request gets. `nothing`: no answer at all, as if nobody listened. */
export type TftpAnswer =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly recordSent: () => void }
  | { readonly kind: 'not-found' | 'forbidden' | 'nothing' };

export interface TftpServerDeps {
  readonly bind: string;
  readonly port: number;
  /** Finds the file of that name for a client at that address. Faults are exceptions: the client may ask again. */
  readonly answer: (file: string, source: string) => Promise<TftpAnswer>;
  readonly log: Log;
  readonly timeouts?: TransferTimeouts;
}

export interface TftpServer {
  readonly port: number;
  /** Takes no new request. Resolves when all transfers have ended, or were cut. */
  drain(): Promise<void>;
  /** Ends all transfers, without a word to the clients. */
  cut(): void;
  /** Cuts and drains. */
  stop(): Promise<void>;
}

/** So many phones may boot at once; more wait until others are done: a client asks again. */
const MOST_TRANSFERS = 256;
/** A phone asks for one file after the other; several may stand behind one address. */
const MOST_OF_ONE_SOURCE = 32;

/** Opens a TFTP server that only gives. @throws the socket's error. */
export async function openTftpServer(deps: TftpServerDeps): Promise<TftpServer> {
  const socket = await bound(deps.bind, deps.port);
  const transfers = new Transfers(deps);
  socket.on('message', (bytes, client) => {
    const packet = readPacket(bytes);
    const refuse = (code: number, message: string) => sendTo(socket, client, errorPacket(code, message));
    if (packet.kind === 'write') refuse(TFTP_ERROR.accessViolation, 'nothing can be written here');
    else if (packet.kind === 'unreadable') refuse(TFTP_ERROR.illegal, 'not a request');
    else if (packet.kind === 'read') transfers.begin(packet, client, refuse);
  });
  socket.on('error', (error) => deps.log.warn({ error: error.message }, 'TFTP cannot be listened for'));
  let closing: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    await transfers.drain();
    closing ??= closed(socket);
    await closing;
  };
  return {
    port: socket.address().port,
    drain,
    cut: () => transfers.cut(),
    stop() {
      transfers.cut();
      return drain();
    },
  };
}

type Refuse = (code: number, message: string) => void;

/** Transfers that are on, by their client: one that asks again before its first answer is not answered twice. */
class Transfers {
  private readonly byClient = new Map<string, () => void>();
  private readonly closing = new Set<Promise<void>>();
  /** Called when nothing is on any more; null: new requests are taken. */
  private onEmpty: (() => void) | null = null;
  private isStopped = false;

  constructor(private readonly deps: TftpServerDeps) {}

  begin(request: ReadRequest, client: RemoteInfo, refuse: Refuse): void {
    const { log } = this.deps;
    const name = nameOf(client);
    if (this.isStopped || this.onEmpty || this.byClient.has(name) || this.isFull(client)) return;
    if (request.mode !== 'octet' && request.mode !== 'netascii') {
      refuse(TFTP_ERROR.illegal, 'octet and netascii are all that is known here');
      return;
    }
    this.byClient.set(name, () => undefined);
    this.answerRead(request, client, refuse).catch((error: unknown) => {
      this.remove(name);
      log.warn({ error: errorText(error) }, 'a file could not be made');
      if (!this.isStopped) refuse(TFTP_ERROR.other, 'try again later');
    });
  }

  async drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onEmpty = resolve;
      if (this.byClient.size === 0) resolve();
    });
    await Promise.all(this.closing);
  }

  cut(): void {
    this.isStopped = true;
    for (const end of [...this.byClient.values()]) end();
    this.byClient.clear();
    this.onEmpty?.();
  }

  private remove(name: string): void {
    this.byClient.delete(name);
    if (this.byClient.size === 0) this.onEmpty?.();
  }

  private isFull({ address }: RemoteInfo): boolean {
    const ofSource = [...this.byClient.keys()].filter((name) => name.startsWith(`${address} `));
    return this.byClient.size >= MOST_TRANSFERS || ofSource.length >= MOST_OF_ONE_SOURCE;
  }

  private async answerRead(request: ReadRequest, client: RemoteInfo, refuse: Refuse): Promise<void> {
    const name = nameOf(client);
    const answer = await this.deps.answer(request.file, plainAddress(client.address));
    if (answer.kind !== 'file' || this.isStopped) {
      // After a cut there is no socket left to say it.
      if (!this.isStopped && answer.kind === 'not-found') refuse(TFTP_ERROR.notFound, 'no such file');
      if (!this.isStopped && answer.kind === 'forbidden') refuse(TFTP_ERROR.accessViolation, 'not by TFTP');
      this.remove(name);
      return;
    }
    // Each transfer has a port of its own: that is what tells it from all others.
    const socket = await bound(this.deps.bind, 0);
    if (this.isStopped) return closed(socket);
    const bytes = request.mode === 'netascii' ? toNetascii(answer.bytes) : answer.bytes;
    const transfer = new Transfer({
      bytes,
      agreement: agreeOn(request.options, bytes.length),
      timeouts: this.deps.timeouts ?? TRANSFER_TIMEOUTS,
      send: (packet) => sendTo(socket, client, packet),
      onEnd: (how) => {
        const closing = closed(socket);
        this.closing.add(closing);
        closing.finally(() => this.closing.delete(closing));
        this.remove(name);
        if (how === 'done') answer.recordSent();
        else this.deps.log.debug({ source: client.address, how }, 'a file did not arrive by TFTP');
      },
    });
    this.byClient.set(name, () => transfer.stop());
    socket.on('error', () => transfer.stop());
    socket.on('message', (packetBytes, sender) => hear(transfer, socket, client, packetBytes, sender));
    transfer.start();
  }
}

/** Somebody else at this port is told so, and disturbs nothing. */
function hear(
  transfer: Transfer,
  socket: Socket,
  client: RemoteInfo,
  bytes: Buffer,
  sender: RemoteInfo,
): void {
  const packet = readPacket(bytes);
  if (nameOf(sender) !== nameOf(client)) {
    if (packet.kind === 'ack')
      sendTo(socket, sender, errorPacket(TFTP_ERROR.unknownTransfer, 'not your transfer'));
    return;
  }
  if (packet.kind === 'ack') transfer.onAck(packet.block);
  if (packet.kind === 'error') transfer.onError();
}

const nameOf = ({ address, port }: RemoteInfo) => `${address} ${port}`;

/** What cannot be sent is lost, like anything else on its way: it is sent again, or the client asks again. */
function sendTo(socket: Socket, { address, port }: RemoteInfo, packet: Buffer): void {
  socket.send(packet, port, address, () => undefined);
}

function bound(bind: string, port: number): Promise<Socket> {
  const socket = createSocket(isIP(bind) === 6 ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, bind, () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}

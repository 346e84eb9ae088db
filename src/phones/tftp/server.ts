import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Log } from '../../desk/ports/log';
import { errorText } from '../../lib/errors';
import { plainAddress } from '../../lib/ip';
import { createLogBudget } from '../../lib/log-budget';
import { toNetascii } from './netascii';
import { negotiateOptions } from './options';
import { errorPacket, type ReadRequest, readPacket, TFTP_ERROR } from './packets';
import { TRANSFER_TIMEOUTS, Transfer, type TransferTimeouts } from './transfer';
import { TransferSlots } from './transfer-slots';

/** The answer to a read request. `ignored`: no packet at all, as if no server listened. */
export type TftpAnswer =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly recordSent: () => void }
  | { readonly kind: 'not-found' | 'forbidden' | 'ignored' };

export interface TftpServerDeps {
  readonly bind: string;
  readonly port: number;
  /** Finds the file for a client at this address. When it throws, the client gets an error and asks again. */
  readonly answer: (file: string, source: string) => Promise<TftpAnswer>;
  readonly log: Log;
  /** What counts as one client; see TransferLimits. */
  readonly sourceOf?: (address: string) => string;
  readonly timeouts?: TransferTimeouts;
}

export interface TftpServer {
  readonly port: number;
  /** Accepts no new request. Resolves when all transfers have ended or were cut. */
  drain(): Promise<void>;
  /** Ends all transfers without notifying the clients. */
  cut(): void;
  /** Cuts and drains. */
  stop(): Promise<void>;
}

/** Opens a read-only TFTP server. @throws the socket's error. */
export async function openTftpServer(deps: TftpServerDeps): Promise<TftpServer> {
  const socket = await bindSocket(deps.bind, deps.port);
  const transfers = new Transfers(deps);
  socket.on('message', (bytes, client) => {
    const packet = readPacket(bytes);
    const refuse = (code: number, message: string) => sendTo(socket, client, errorPacket(code, message));
    if (packet.kind === 'write') refuse(TFTP_ERROR.accessViolation, 'this server is read-only');
    else if (packet.kind === 'unreadable') refuse(TFTP_ERROR.illegal, 'malformed request');
    else if (packet.kind === 'read') transfers.begin(packet, client, refuse);
  });
  socket.on('error', (error) =>
    deps.log.warn({ event: 'tftp.socket-error', error: error.message }, 'error on the TFTP socket'),
  );
  let closing: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    await transfers.drain();
    closing ??= closeSocket(socket);
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

/** The running transfers by client: a client that repeats its request before the first answer gets only one. */
class Transfers {
  private readonly slots: TransferSlots;
  private readonly closing = new Set<Promise<void>>();
  private readonly logBudget = createLogBudget(() => performance.now());
  /** Called when the last transfer ends; null: new requests are accepted. */
  private onEmpty: (() => void) | null = null;
  private isStopped = false;

  constructor(private readonly deps: TftpServerDeps) {
    this.slots = new TransferSlots(undefined, undefined, deps.sourceOf);
  }

  begin(request: ReadRequest, client: RemoteInfo, refuse: Refuse): void {
    const { log } = this.deps;
    const name = nameOf(client);
    if (this.isStopped || this.onEmpty || this.slots.has(name)) return;
    if (request.mode !== 'octet' && request.mode !== 'netascii') {
      refuse(TFTP_ERROR.illegal, 'unknown mode; use octet or netascii');
      return;
    }
    if (!this.slots.take(name, client.address)) return;
    this.answerRead(request, client, refuse).catch((error: unknown) => {
      this.remove(name);
      this.logBudget.write(plainAddress(client.address), (rest) => {
        const fields = { event: 'tftp.request-failed', error: errorText(error), ...rest };
        log.warn(fields, 'cannot answer a TFTP request');
      });
      if (!this.isStopped) refuse(TFTP_ERROR.other, 'try again later');
    });
  }

  async drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onEmpty = resolve;
      if (this.slots.size === 0) resolve();
    });
    await Promise.all(this.closing);
  }

  cut(): void {
    this.isStopped = true;
    this.slots.endAll();
    this.onEmpty?.();
  }

  private remove(name: string): void {
    this.slots.free(name);
    if (this.slots.size === 0) this.onEmpty?.();
  }

  private async answerRead(request: ReadRequest, client: RemoteInfo, refuse: Refuse): Promise<void> {
    const name = nameOf(client);
    const answer = await this.deps.answer(request.file, plainAddress(client.address));
    if (answer.kind !== 'file' || this.isStopped) {
      // After a cut, the socket is closed.
      if (!this.isStopped && answer.kind === 'not-found') refuse(TFTP_ERROR.notFound, 'no such file');
      if (!this.isStopped && answer.kind === 'forbidden')
        refuse(TFTP_ERROR.accessViolation, 'not available by TFTP');
      this.remove(name);
      return;
    }
    // Each transfer has its own port: it identifies the transfer (RFC 1350).
    const socket = await bindSocket(this.deps.bind, 0);
    if (this.isStopped) return closeSocket(socket);
    const bytes = request.mode === 'netascii' ? toNetascii(answer.bytes) : answer.bytes;
    const transfer = new Transfer({
      bytes,
      options: negotiateOptions(request.options, bytes.length),
      timeouts: this.deps.timeouts ?? TRANSFER_TIMEOUTS,
      send: (packet) => sendTo(socket, client, packet),
      onAck: () => this.slots.acknowledge(name),
      onEnd: (outcome) => {
        const closing = closeSocket(socket);
        this.closing.add(closing);
        closing.finally(() => this.closing.delete(closing));
        this.remove(name);
        if (outcome === 'done') answer.recordSent();
        else this.logFailure(client, outcome);
      },
    });
    this.slots.begin(name, () => transfer.stop());
    socket.on('error', () => transfer.stop());
    socket.on('message', (packetBytes, sender) =>
      handlePacket(transfer, socket, client, packetBytes, sender),
    );
    transfer.start();
  }

  private logFailure({ address }: RemoteInfo, outcome: 'lost' | 'refused'): void {
    const fields = { event: 'tftp.transfer-failed', source: plainAddress(address), outcome };
    this.deps.log.debug(fields, 'the client did not receive the whole file by TFTP');
  }
}

/** A packet from another client gets an error, and does not affect the transfer. */
function handlePacket(
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

/** A send error is ignored like a lost packet: the packet is repeated, or the client asks again. */
function sendTo(socket: Socket, { address, port }: RemoteInfo, packet: Buffer): void {
  socket.send(packet, port, address, () => undefined);
}

function bindSocket(bind: string, port: number): Promise<Socket> {
  const socket = createSocket(isIP(bind) === 6 ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, bind, () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });
}

function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}

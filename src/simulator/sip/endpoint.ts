import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { errorText } from '../../lib/errors';
import { ClientTransactions, NoSipAnswer } from './client-transactions';
import {
  headerLines,
  headerValue,
  parseSip,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  SipSyntaxError,
  writeSip,
} from './message';
import type { SipTiming } from './timing';
import { answeredVias, answerTarget, branchOf, type SipSource } from './via';

/** Returns the answer to a request; null sends none (an ACK). */
export type RequestHandler = (request: SipRequest, source: SipSource) => Promise<SipAnswer | null>;

/** An answer without the headers that are copied from the request. */
export interface SipAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers?: readonly (readonly [string, string])[];
}

/** Writes a log line with its stable event name. */
export type WriteLogLine = (event: string, message: string) => void;

export interface SipEndpointOptions {
  readonly address: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly timing: SipTiming;
  readonly handle: RequestHandler;
  readonly log: WriteLogLine;
}

/** A SIP endpoint on one UDP socket. Retransmits requests; handles each incoming request once. */
export class PhoneSipEndpoint {
  private socket: Socket | null = null;
  private readonly transactions: ClientTransactions;
  /** Answers by transaction: a retransmitted request gets the same answer and is not handled twice. */
  private readonly answered = new Map<string, { readonly at: number; readonly bytes: Buffer | null }>();

  constructor(private readonly options: SipEndpointOptions) {
    this.transactions = new ClientTransactions(options.timing);
  }

  /** Opens the socket. @throws the socket's error, such as EADDRINUSE. */
  async start(): Promise<void> {
    const socket = createSocket('udp4');
    socket.bind(this.options.port, this.options.address);
    await once(socket, 'listening').catch((error: unknown) => {
      socket.close();
      throw error;
    });
    socket.on('message', (bytes, from) => this.receive(bytes, { address: from.address, port: from.port }));
    socket.on('error', (error) => this.options.log('sip.socket-error', `SIP socket: ${error.message}`));
    this.socket = socket;
  }

  /** Closes the socket at once; pending requests fail with NoSipAnswer. May be called twice. */
  async stop(): Promise<void> {
    const socket = this.socket;
    this.socket = null;
    this.transactions.stop();
    if (socket === null) return;
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  }

  /** The bound port; the configured one while the socket is closed. */
  get port(): number {
    return this.socket?.address().port ?? this.options.port;
  }

  get isOpen(): boolean {
    return this.socket !== null;
  }

  /**
   * Sends a request and waits for the final answer.
   * @throws NoSipAnswer
   * @throws SipSyntaxError when the request cannot be written
   */
  async request(request: SipRequest, target: SipSource): Promise<SipResponse> {
    return this.dispatch(request, target).answer;
  }

  /**
   * Adds a Via, sends the request at once and retransmits it until the answer arrives.
   * @throws SipSyntaxError when the request cannot be written
   * @throws NoSipAnswer when the socket is closed
   */
  dispatch(request: SipRequest, target: SipSource): { readonly answer: Promise<SipResponse> } {
    if (this.socket === null) throw new NoSipAnswer(`${request.method}: the socket is closed`);
    const branch = `z9hG4bK${randomBytes(9).toString('hex')}`;
    const via = `SIP/2.0/UDP ${this.options.address}:${this.port};branch=${branch};rport`;
    const complete: SipRequest = { ...request, headers: [['Via', via], ...request.headers] };
    const bytes = writeSip(complete);
    return { answer: this.transactions.run(complete, () => this.send(bytes, target)) };
  }

  private send(bytes: Buffer, target: SipSource): void {
    this.socket?.send(bytes, target.port, target.address, (error) => {
      if (error)
        this.options.log('sip.send-failed', `SIP to ${target.address}:${target.port}: ${error.message}`);
    });
  }

  private receive(bytes: Buffer, source: SipSource): void {
    if (/^[\r\n\0]*$/.test(bytes.subarray(0, 8).toString('latin1'))) return; // a keep-alive
    const message = this.parse(bytes, source);
    if (message?.kind === 'response') this.transactions.handleResponse(message);
    if (message?.kind === 'request') {
      this.answer(message, source).catch((error: unknown) => {
        this.options.log(
          'sip.answer-failed',
          `SIP ${message.method} from ${source.address}: ${errorText(error)}`,
        );
      });
    }
  }

  private parse(bytes: Buffer, source: SipSource): SipMessage | null {
    try {
      return parseSip(bytes);
    } catch (error) {
      if (!(error instanceof SipSyntaxError)) throw error;
      this.options.log(
        'sip.malformed-message',
        `malformed SIP message from ${source.address}:${source.port}: ${error.message}`,
      );
      return null;
    }
  }

  private async answer(request: SipRequest, source: SipSource): Promise<void> {
    const key = `${source.address}:${source.port} ${branchOf(request)} ${request.method}`;
    const earlier = this.answered.get(key);
    const target = answerTarget(request, source);
    if (earlier !== undefined) {
      if (earlier.bytes !== null) this.send(earlier.bytes, target);
      return;
    }
    this.dropOldAnswers();
    this.answered.set(key, { at: Date.now(), bytes: null });
    const answer = await this.handle(request, source);
    if (answer === null) return;
    const bytes = writeSip(responseTo(request, source, answer));
    this.answered.set(key, { at: Date.now(), bytes });
    this.send(bytes, target);
  }

  private async handle(request: SipRequest, source: SipSource): Promise<SipAnswer | null> {
    const missing = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].find(
      (name) => headerValue(request, name) === null,
    );
    if (missing !== undefined) return { status: 400, reason: `Missing ${missing}` };
    try {
      return await this.options.handle(request, source);
    } catch (error) {
      this.options.log(
        'sip.handler-failed',
        `SIP ${request.method} from ${source.address}: ${errorText(error)}`,
      );
      return { status: 500, reason: 'Server Internal Error' };
    }
  }

  private dropOldAnswers(): void {
    const oldest = Date.now() - 64 * this.options.timing.t1;
    for (const [key, { at }] of this.answered) if (at < oldest) this.answered.delete(key);
  }
}

function responseTo(request: SipRequest, source: SipSource, answer: SipAnswer): SipResponse {
  const to = headerValue(request, 'To') ?? '';
  const taggedTo = /;\s*tag=/i.test(to) ? to : `${to};tag=${randomBytes(6).toString('hex')}`;
  const headers: [string, string][] = answeredVias(request, source).map((via) => ['Via', via]);
  headers.push(['From', headerValue(request, 'From') ?? ''], ['To', taggedTo]);
  headers.push(
    ['Call-ID', headerValue(request, 'Call-ID') ?? ''],
    ['CSeq', headerValue(request, 'CSeq') ?? ''],
  );
  for (const route of headerLines(request, 'Record-Route')) headers.push(['Record-Route', route]);
  return {
    kind: 'response',
    status: answer.status,
    reason: answer.reason,
    headers: [...headers, ...(answer.headers ?? [])],
    body: '',
  };
}

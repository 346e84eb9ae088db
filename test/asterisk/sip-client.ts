import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A NOTIFY as it arrived. */
export interface ReceivedNotify {
  readonly event: string;
  readonly requestUri: string;
}

/** A SIP user agent over UDP: it registers, and answers OPTIONS and NOTIFY with 200. */
export interface SipClient {
  readonly address: string;
  readonly port: number;
  /** Every NOTIFY that arrived, oldest first. */
  readonly notifies: readonly ReceivedNotify[];
  /** Registers for that many seconds (default 3600; 0 unregisters). Errors: a refusal, with its status. */
  register(expires?: number): Promise<void>;
  /** Closes its socket; the registration stays, as when a phone is unplugged. May be called more than once. */
  stop(): void;
}

export interface SipClientOptions {
  readonly server: { readonly host: string; readonly port: number };
  readonly user: string;
  readonly secret: string;
  readonly bindAddress: string;
  /** A free one by default. */
  readonly port?: number;
  readonly userAgent?: string;
  /** The host in its Via and Contact; for a phone behind NAT this is not its public address. */
  readonly saysHost?: string;
  readonly callId?: string;
  /** What follows the port in the URI of its Contact. */
  readonly uriParameters?: string;
}

interface SipMessage {
  readonly start: string;
  header(name: string): string;
  readonly raw: string;
}

const RESPONSE_TIMEOUT_MS = 5_000;

/** Opens the socket; nothing is sent before `register`. */
export async function startSipClient(options: SipClientOptions): Promise<SipClient> {
  const socket = createSocket('udp4');
  socket.bind(options.port ?? 0, options.bindAddress);
  await once(socket, 'listening');
  const { port } = socket.address();
  const notifies: ReceivedNotify[] = [];
  const callId = options.callId ?? randomBytes(8).toString('hex');
  const waiting = new Map<string, (message: SipMessage) => void>();
  let sequence = 0;
  let isStopped = false;

  socket.on('message', (data, from) => {
    if (isStopped) return;
    const message = parse(data.toString());
    if (message.start.startsWith('SIP/2.0 ')) return waiting.get(message.header('CSeq'))?.(message);
    if (message.start.startsWith('NOTIFY ')) {
      notifies.push({
        event: message.header('Event'),
        requestUri: message.start.split(' ')[1] ?? '',
      });
    }
    answer(socket, message, from);
  });

  const exchange = (expires: number, authorization: string): Promise<SipMessage> => {
    const cseq = `${++sequence} REGISTER`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(cseq);
        reject(new Error(`no answer to ${cseq}`));
      }, RESPONSE_TIMEOUT_MS);
      waiting.set(cseq, (message) => {
        if (message.start.startsWith('SIP/2.0 1')) return;
        clearTimeout(timer);
        waiting.delete(cseq);
        resolve(message);
      });
      const text = registerRequest({ ...options, port, callId, cseq, expires, authorization });
      socket.send(text, options.server.port, options.server.host);
    });
  };

  return {
    address: options.bindAddress,
    port,
    notifies,
    register: async (expires = 3600) => {
      let response = await exchange(expires, '');
      if (response.start.startsWith('SIP/2.0 401')) {
        response = await exchange(expires, digest(options, response.header('WWW-Authenticate')));
      }
      if (!response.start.startsWith('SIP/2.0 200')) throw new Error(`REGISTER answered: ${response.start}`);
    },
    stop: () => {
      if (isStopped) return;
      isStopped = true;
      socket.close();
    },
  };
}

function registerRequest(
  request: SipClientOptions & {
    port: number;
    callId: string;
    cseq: string;
    expires: number;
    authorization: string;
  },
): string {
  const { server, user, bindAddress, port, callId, cseq, expires, authorization } = request;
  const self = `${request.saysHost ?? bindAddress}:${port}`;
  const lines = [
    `REGISTER sip:${server.host}:${server.port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${self};rport;branch=z9hG4bK${randomBytes(6).toString('hex')}`,
    'Max-Forwards: 70',
    `From: <sip:${user}@${server.host}>;tag=${callId.slice(0, 16)}`,
    `To: <sip:${user}@${server.host}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    `Contact: <sip:${user}@${self}${request.uriParameters ?? ''}>`,
    `Expires: ${expires}`,
    `User-Agent: ${request.userAgent ?? 'test phone 1.0'}`,
    ...(authorization ? [`Authorization: ${authorization}`] : []),
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function digest({ server, user, secret }: SipClientOptions, challenge: string): string {
  const asked = (name: string) => challenge.match(new RegExp(`\\b${name}="?([^",]*)`, 'i'))?.[1] ?? '';
  const realm = asked('realm');
  const nonce = asked('nonce');
  const uri = `sip:${server.host}:${server.port}`;
  const a1 = md5(`${user}:${realm}:${secret}`);
  const a2 = md5(`REGISTER:${uri}`);
  const cnonce = randomBytes(8).toString('hex');
  const qop = asked('qop') ? 'auth' : '';
  const response = qop ? md5(`${a1}:${nonce}:00000001:${cnonce}:auth:${a2}`) : md5(`${a1}:${nonce}:${a2}`);
  const opaque = asked('opaque');
  return [
    `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"`,
    'algorithm=MD5',
    ...(qop ? [`qop=auth, nc=00000001, cnonce="${cnonce}"`] : []),
    ...(opaque ? [`opaque="${opaque}"`] : []),
  ].join(', ');
}

function answer(socket: Socket, request: SipMessage, from: RemoteInfo): void {
  const copied = request.raw.split('\r\n').filter((line) => /^(via|from|call-id|cseq):/i.test(line));
  const to = `To: ${request.header('To')};tag=${randomBytes(4).toString('hex')}`;
  const lines = ['SIP/2.0 200 OK', ...copied, to, 'Content-Length: 0'];
  socket.send(`${lines.join('\r\n')}\r\n\r\n`, from.port, from.address);
}

function parse(raw: string): SipMessage {
  const lines = (raw.split('\r\n\r\n')[0] ?? '').split('\r\n');
  return {
    raw: lines.join('\r\n'),
    start: lines[0] ?? '',
    header: (name) => {
      const line = lines.find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ?? '';
      return line.slice(name.length + 1).trim();
    },
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

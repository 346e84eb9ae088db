import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** An action as it arrived: its headers in lower case, in their order, repeated ones included. */
export interface FakeRequest {
  readonly action: string;
  readonly id: string;
  readonly headers: readonly (readonly [string, string])[];
  header(name: string): string;
}

/** One client's connection. */
export interface FakePeer {
  /** Writes raw text. */
  write(text: string): void;
  respond(request: FakeRequest, headers: Readonly<Record<string, string>>): void;
  error(request: FakeRequest, message: string): void;
  /** Response, items and end of a list. */
  list(request: FakeRequest, items: readonly Readonly<Record<string, string>>[]): void;
  event(headers: Readonly<Record<string, string>>): void;
  /** Ends the connection as a dying Asterisk does. */
  cut(): void;
  /** Stops sending and reading, but keeps the connection: a half-open peer. */
  freeze(): void;
  readonly isClosed: boolean;
}

export type FakeAnswer = (request: FakeRequest, peer: FakePeer) => void;

/** An AMI server controlled by tests. Has its own codec. */
export interface FakeAmi {
  readonly port: number;
  readonly account: { host: string; port: number; user: string; secret: string };
  readonly requests: readonly FakeRequest[];
  /** Every connection that was logged in, oldest first. */
  readonly peers: readonly FakePeer[];
  /** Replaces the answer to actions of that name. */
  on(action: string, answer: FakeAnswer): void;
  stop(): Promise<void>;
}

export interface FakeAmiOptions {
  /** The port of an earlier server; a free one by default. */
  readonly port?: number;
  /** Writes every byte in its own packet. */
  readonly byteByByte?: boolean;
  /** Whether `FullyBooted` follows the login; true by default. */
  readonly booted?: boolean;
}

const user = 'hotdesk';
const secret = 'correct';

/** Starts a fake that answers only the actions that every connection sends first. */
export async function startFakeAmi(options: FakeAmiOptions = {}): Promise<FakeAmi> {
  const answers = new Map<string, FakeAnswer>(Object.entries(usualAnswers));
  const requests: FakeRequest[] = [];
  const peers: FakePeer[] = [];
  const sockets = new Set<Socket>();

  const logIn: FakeAnswer = (request, peer) => {
    if (request.header('username') !== user || request.header('secret') !== secret) {
      peer.error(request, 'Authentication failed');
      return peer.cut();
    }
    peer.respond(request, { Message: 'Authentication accepted' });
    peers.push(peer);
    if (options.booted ?? true) peer.event({ Event: 'FullyBooted', Status: 'Fully Booted' });
  };
  answers.set('login', logIn);

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const peer = peerOn(socket, options.byteByByte ?? false);
    peer.write('Asterisk Call Manager/11.0.0\r\n');
    readRequests(socket, (request) => {
      requests.push(request);
      answers.get(request.action.toLowerCase())?.(request, peer);
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    port,
    account: { host: '127.0.0.1', port, user, secret },
    requests,
    peers,
    on: (action, answer) => answers.set(action.toLowerCase(), answer),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The text of one message. */
export function messageText(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${lines.join('')}\r\n`;
}

const usualAnswers: Record<string, FakeAnswer> = {
  events: (request, peer) => peer.respond(request, { Events: 'On' }),
  ping: (request, peer) => peer.respond(request, { Ping: 'Pong' }),
  coresettings: (request, peer) => peer.respond(request, { AsteriskVersion: '22.0.0-fake' }),
  getconfig: (request, peer) =>
    peer.respond(request, { 'Line-000000-000000': 'default_outbound_endpoint=notifier' }),
  pjsipshowendpoint: (request, peer) => peer.list(request, [{ Event: 'EndpointDetail' }]),
  pjsipshowcontacts: (request, peer) => peer.error(request, 'No Contacts found'),
  sippeers: (request, peer) => peer.error(request, 'Invalid/unknown command: SIPpeers. Use Action: …'),
};

function readRequests(socket: Socket, handle: (request: FakeRequest) => void): void {
  let buffer = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    buffer += String(chunk);
    for (let end = buffer.indexOf('\r\n\r\n'); end >= 0; end = buffer.indexOf('\r\n\r\n')) {
      handle(parseRequest(buffer.slice(0, end)));
      buffer = buffer.slice(end + 4);
    }
  });
}

function parseRequest(text: string): FakeRequest {
  const headers = text.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^ /, '')];
  });
  const header = (name: string) => headers.find(([each]) => each === name.toLowerCase())?.[1] ?? '';
  return { action: header('action'), id: header('actionid'), headers, header };
}

function peerOn(socket: Socket, byteByByte: boolean): FakePeer {
  let frozen = false;
  socket.setNoDelay(true);
  let writing = Promise.resolve();
  const write = (text: string): void => {
    if (frozen || socket.destroyed) return;
    if (!byteByByte) {
      socket.write(text);
      return;
    }
    writing = writing.then(async () => {
      for (const byte of Buffer.from(text)) {
        socket.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
    });
  };
  const answer = (request: FakeRequest, kind: string, headers: Readonly<Record<string, string>>): void => {
    if (request.id) write(messageText({ Response: kind, ActionID: request.id, ...headers }));
    else write(messageText({ Response: kind, ...headers }));
  };
  return {
    write,
    respond: (request, headers) => answer(request, 'Success', headers),
    error: (request, message) => answer(request, 'Error', { Message: message }),
    list: (request, items) => {
      answer(request, 'Success', { EventList: 'start', Message: 'A list follows' });
      for (const item of items) write(messageText({ ActionID: request.id, ...item }));
      const end = { Event: 'ListComplete', ActionID: request.id, EventList: 'Complete' };
      write(messageText({ ...end, ListItems: String(items.length) }));
    },
    event: (headers) => write(messageText({ ...headers })),
    cut: () => void writing.then(() => socket.end()),
    freeze: () => {
      frozen = true;
      socket.pause();
    },
    get isClosed() {
      return socket.destroyed;
    },
  };
}

import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';

/** A request of an attacker, from any address. */
export interface AttackRequest {
  readonly port: number;
  /** The target of the request line, byte for byte as it is sent. */
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** An address of the loopback network. */
  readonly from: string;
}

export interface AttackAnswer {
  readonly status: number;
  /** Headers and body, as they came. */
  readonly text: string;
}

/** How long malformed bytes may go unanswered: the service need not answer them. */
const SILENCE_MS = 1_500;
/** A whole request is always answered. A refused login takes up to 4 s, and longer on a busy machine. */
const ANSWER_MS = 30_000;

/** An attacker who records every answer that has a secret. */
export interface Attacker {
  /** Sends one request on a new connection, without normalising it. */
  request(attack: AttackRequest): Promise<AttackAnswer>;
  /** Sends bytes and returns everything until the connection closes or stays silent. */
  sendRaw(port: number, from: string, bytes: string): Promise<string>;
  /** Sends a well-formed request on a connection that stays open, for large numbers of requests. */
  requestKeptAlive(attack: AttackRequest): Promise<AttackAnswer>;
  /** The number of answers. */
  readonly answers: number;
  /** The requests whose answer had a secret, with the secret. */
  readonly leaks: readonly string[];
  stop(): void;
}

export function createAttacker(secrets: readonly string[]): Attacker {
  const agents = new Map<string, Agent>();
  const leaks: string[] = [];
  let answers = 0;
  const record = (to: string, text: string): void => {
    answers += 1;
    const secret = secrets.find((candidate) => text.includes(candidate));
    if (secret !== undefined) leaks.push(`${to}: ${secret}`);
  };
  const sendRaw = async (port: number, from: string, bytes: string): Promise<string> => {
    const text = await exchange(port, from, bytes, SILENCE_MS);
    record(bytes.slice(0, 200), text);
    return text;
  };
  return {
    leaks,
    get answers() {
      return answers;
    },
    sendRaw,
    async request(attack) {
      const bytes = requestText(attack);
      const text = await exchange(attack.port, attack.from, bytes, ANSWER_MS);
      record(bytes.slice(0, 200), text);
      return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0), text };
    },
    async requestKeptAlive(attack) {
      const agent = agents.get(attack.from) ?? new Agent({ keepAlive: true, maxSockets: 8 });
      agents.set(attack.from, agent);
      const answer = await requestBy(agent, attack);
      record(`${attack.method ?? 'GET'} ${attack.path} ${JSON.stringify(attack.headers ?? {})}`, answer.text);
      return answer;
    },
    stop() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function requestText({ method = 'GET', path, headers = {}, body = '', port }: AttackRequest): string {
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`${method} ${path} HTTP/1.1`, ...lines, ...length, '', body].join('\r\n');
}

function exchange(port: number, from: string, bytes: string, silenceMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: from });
    const chunks: Buffer[] = [];
    const end = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    };
    socket.setTimeout(silenceMs, end);
    socket.on('data', (chunk) => chunks.push(chunk));
    // A reset is an answer too; the data before it counts.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? end() : reject(error),
    );
    socket.on('close', end);
    // No FIN from this side: a server drops the requests of a client that has left.
    socket.write(bytes, 'latin1');
  });
}

function requestBy(agent: Agent, attack: AttackRequest): Promise<AttackAnswer> {
  const { port, path, method = 'GET', headers = {}, body, from } = attack;
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      agent,
      host: '127.0.0.1',
      port,
      path,
      method,
      localAddress: from,
      headers,
      timeout: ANSWER_MS,
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The server has closed the idle connection in the moment in which it was used again.
      if (request.reusedSocket && error.code === 'ECONNRESET') resolve(requestBy(agent, attack));
      else reject(error);
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = `${response.rawHeaders.join('\n')}\n\n${Buffer.concat(chunks).toString('latin1')}`;
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    request.end(body);
  });
}

import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';

/** What an attacker sends: any bytes from any address. */
export interface Ask {
  readonly port: number;
  /** The target of the request line, byte for byte as it is sent. */
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** An address of the loopback network. */
  readonly from: string;
}

export interface Heard {
  readonly status: number;
  /** Headers and body, as they came. */
  readonly text: string;
}

const PATIENCE_MS = 30_000;
/** A refusal of a login takes 400 ms; after so long a silence nothing more comes. */
const SILENCE_MS = 1_500;

/** An attacker who remembers whether he was ever told what he wants to know. */
export interface Attacker {
  /** Sends one request on a connection of its own, as its bytes stand. */
  ask(ask: Ask): Promise<Heard>;
  /** Sends bytes and returns all that comes back until the connection closes or has been silent for a while. */
  say(port: number, from: string, bytes: string): Promise<string>;
  /** Sends many well-formed requests on connections that stay open. */
  askQuickly(ask: Ask): Promise<Heard>;
  /** How many answers came. */
  readonly heard: number;
  /** The answers that held one of the secrets. */
  readonly leaks: readonly string[];
  stop(): void;
}

export function createAttacker(secrets: readonly string[]): Attacker {
  const agents = new Map<string, Agent>();
  const leaks: string[] = [];
  let heard = 0;
  const listen = (to: string, text: string): void => {
    heard += 1;
    const secret = secrets.find((candidate) => text.includes(candidate));
    if (secret !== undefined) leaks.push(`${to}: ${secret}`);
  };
  const say = async (port: number, from: string, bytes: string): Promise<string> => {
    const text = await exchange(port, from, bytes);
    listen(bytes.slice(0, 200), text);
    return text;
  };
  return {
    leaks,
    get heard() {
      return heard;
    },
    say,
    async ask(ask) {
      const text = await say(ask.port, ask.from, requestText(ask));
      return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0), text };
    },
    async askQuickly(ask) {
      const agent = agents.get(ask.from) ?? new Agent({ keepAlive: true, maxSockets: 8 });
      agents.set(ask.from, agent);
      const answer = await askBy(agent, ask);
      listen(`${ask.method ?? 'GET'} ${ask.path} ${JSON.stringify(ask.headers ?? {})}`, answer.text);
      return answer;
    },
    stop() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function requestText({ method = 'GET', path, headers = {}, body = '', port }: Ask): string {
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`${method} ${path} HTTP/1.1`, ...lines, ...length, '', body].join('\r\n');
}

function exchange(port: number, from: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: from });
    const chunks: Buffer[] = [];
    const end = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    };
    socket.setTimeout(SILENCE_MS, end);
    socket.on('data', (chunk) => chunks.push(chunk));
    // A door that slams is an answer, too: what came before it counts.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? end() : reject(error),
    );
    socket.on('close', end);
    // Not ended from this side: a server drops what a client that has left asked for.
    socket.write(bytes, 'latin1');
  });
}

function askBy(agent: Agent, { port, path, method = 'GET', headers = {}, body, from }: Ask): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      agent,
      host: '127.0.0.1',
      port,
      path,
      method,
      localAddress: from,
      headers,
      timeout: PATIENCE_MS,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const said = `${response.rawHeaders.join('\n')}\n\n${Buffer.concat(chunks).toString('latin1')}`;
        resolve({ status: response.statusCode ?? 0, text: said });
      });
    });
    request.end(body);
  });
}

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A bare UDP socket: sends text, records what it receives. */
export interface SipPeer {
  readonly port: number;
  readonly received: string[];
  /** The received requests without retransmissions, which occur on a busy machine. */
  readonly transactions: readonly string[];
  /** Returns the answer to a datagram; null sends none. */
  reply: (datagram: string, count: number) => string | null;
  send(text: string, address: string, port: number): void;
  close(): Promise<void>;
}

export async function openSipPeer(): Promise<SipPeer> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const received: string[] = [];
  const peer: SipPeer = {
    port: socket.address().port,
    received,
    get transactions() {
      return [...new Map(received.map((datagram) => [viaOf(datagram), datagram])).values()];
    },
    reply: () => null,
    send: (text, address, port) => socket.send(text, port, address),
    close: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
  socket.on('message', (bytes, from) => {
    const datagram = bytes.toString('utf8');
    received.push(datagram);
    const answer = peer.reply(datagram, received.length);
    if (answer !== null) socket.send(answer, from.port, from.address);
  });
  return peer;
}

const viaOf = (datagram: string) => /^Via: .*$/im.exec(datagram)?.[0] ?? datagram;

/** Builds an answer with Via, From, To, Call-ID and CSeq of the request. */
export function answerTo(request: string, status: string, extra: readonly string[] = []): string {
  const copied = request.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/i.test(line));
  return [`SIP/2.0 ${status}`, ...copied, ...extra, 'Content-Length: 0', '', ''].join('\r\n');
}

/** Builds a request. */
export function requestTo(
  user: string,
  method: string,
  branch: string,
  extra: readonly string[] = [],
): string {
  return [
    `${method} sip:${user}@127.0.0.21 SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:5099;rport;branch=${branch}`,
    'Max-Forwards: 70',
    'From: <sip:asterisk@127.0.0.1>;tag=as1',
    extra.find((line) => line.startsWith('To:')) ?? `To: <sip:${user}@127.0.0.21>`,
    `Call-ID: call-${branch}`,
    `CSeq: 1 ${method}`,
    ...extra.filter((line) => !line.startsWith('To:')),
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

import type { SipLine } from '../../../src/simulator/sip/registration';
import { type ReceivedNotify, SipUserAgent } from '../../../src/simulator/sip/user-agent';
import { testAddress } from '../../addresses';
import { answerTo, openSipPeer, requestTo, type SipPeer } from '../support/sip-peer';
import { until } from '../support/until';

const TIMING = { t1: 20, t2: 80, second: 20, retry: 60, unregisterTimeout: 500 };

let peer: SipPeer;
let phone: SipUserAgent;
let notifies: ReceivedNotify[];

beforeEach(async () => {
  peer = await openSipPeer();
  notifies = [];
  phone = new SipUserAgent({
    address: testAddress(0, 21),
    port: 0,
    userAgent: 'Acme One 1.0',
    timing: TIMING,
    expires: 3600,
    onNotify: (notify) => notifies.push(notify),
    onChange: () => undefined,
    log: () => undefined,
  });
  await phone.start();
});

afterEach(async () => {
  await phone.stop();
  await peer.close();
});

function line(change: Partial<SipLine> = {}): SipLine {
  const account = { user: '1001', authUser: '1001', secret: 's3cret', displayName: 'Alice Adams' };
  return { ...account, server: '127.0.0.1', port: peer.port, transport: 'udp', ...change };
}

const CHALLENGE = 'WWW-Authenticate: Digest realm="asterisk", nonce="n1", algorithm=MD5, qop="auth"';
const headerValue = (datagram: string | undefined, name: string) =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(datagram ?? '')?.[1]?.trim() ?? null;
const bound = (datagram: string, seconds: number) => [
  `Contact: ${headerValue(datagram, 'Contact')?.split(';')[0]};expires=${seconds}`,
];

describe('REGISTER', () => {
  it('names its own address and port, its User-Agent and its display name', async () => {
    peer.reply = (datagram) => answerTo(datagram, '200 OK', bound(datagram, 3600));
    const registration = phone.register(line());
    await until(() => registration.state.kind === 'registered');
    const [first] = peer.received;
    expect(first).toMatch(new RegExp(`^REGISTER sip:127\\.0\\.0\\.1:${peer.port} SIP/2\\.0\r\n`));
    expect(headerValue(first, 'Contact')).toBe(`<sip:1001@${testAddress(0, 21)}:${phone.port}>;expires=3600`);
    expect(headerValue(first, 'User-Agent')).toBe('Acme One 1.0');
    expect(headerValue(first, 'To')).toBe(`"Alice Adams" <sip:1001@127.0.0.1:${peer.port}>`);
    expect(headerValue(first, 'Authorization')).toBeNull();
  });

  it.each([
    ['401', '401 Unauthorized', CHALLENGE, 'Authorization'],
    ['407', '407 Proxy Authentication Required', CHALLENGE.replace('WWW', 'Proxy'), 'Proxy-Authorization'],
  ])(
    'answers a %s once, and keeps a wrong secret from being tried in a loop',
    async (_, status, challenge, answer) => {
      peer.reply = (datagram) => answerTo(datagram, status, [challenge]);
      const registration = phone.register(line());
      await until(() => registration.state.kind === 'failed');
      expect(registration.state).toEqual({ kind: 'failed', problem: status });
      expect(peer.transactions.map((datagram) => headerValue(datagram, answer) !== null)).toEqual([
        false,
        true,
      ]);
      await until(() => peer.transactions.length > 2, 'another try after the pause');
    },
  );

  it('retransmits a lost REGISTER in the same transaction', async () => {
    peer.reply = (datagram, count) =>
      count < 3 ? null : answerTo(datagram, '200 OK', bound(datagram, 3600));
    const registration = phone.register(line());
    await until(() => registration.state.kind === 'registered');
    expect(new Set(peer.received.map((datagram) => headerValue(datagram, 'Via'))).size).toBe(1);
  });

  it('reports a REGISTER without an answer and tries again later', async () => {
    const registration = phone.register(line());
    await until(() => registration.state.kind === 'failed');
    expect(registration.state).toEqual({ kind: 'failed', problem: 'REGISTER: no answer' });
    peer.reply = (datagram) => answerTo(datagram, '200 OK', bound(datagram, 3600));
    await until(() => registration.state.kind === 'registered');
  });

  it('refreshes before expiry, with the same nonce and a higher count', async () => {
    peer.reply = (datagram) =>
      headerValue(datagram, 'Authorization') === null
        ? answerTo(datagram, '401 Unauthorized', [CHALLENGE])
        : answerTo(datagram, '200 OK', bound(datagram, 4));
    phone.register(line());
    await until(() => peer.transactions.length >= 4, 'two refreshes');
    const answers = peer.transactions.map((datagram) => headerValue(datagram, 'Authorization'));
    expect(answers.map((answer) => /nc=(\w+)/.exec(answer ?? '')?.[1] ?? null).slice(0, 4)).toEqual([
      null,
      '00000001',
      '00000002',
      '00000003',
    ]);
    expect(new Set(peer.received.map((datagram) => headerValue(datagram, 'Call-ID'))).size).toBe(1);
  });

  it('raises its expiry when the server requires it', async () => {
    peer.reply = (datagram) =>
      headerValue(datagram, 'Expires') === '3600'
        ? answerTo(datagram, '423 Interval Too Brief', ['Min-Expires: 7200'])
        : answerTo(datagram, '200 OK', bound(datagram, 7200));
    const registration = phone.register(line());
    await until(() => registration.state.kind === 'registered');
    expect(headerValue(peer.received.at(-1), 'Expires')).toBe('7200');
  });

  it('un-registers with Expires 0 and its old credentials', async () => {
    peer.reply = (datagram) =>
      headerValue(datagram, 'Authorization') === null
        ? answerTo(datagram, '401 Unauthorized', [CHALLENGE])
        : answerTo(datagram, '200 OK', bound(datagram, 3600));
    const registration = phone.register(line());
    await until(() => registration.state.kind === 'registered');
    await phone.unregister(registration);
    expect(headerValue(peer.received.at(-1), 'Expires')).toBe('0');
    expect(headerValue(peer.received.at(-1), 'Authorization')).toContain('username="1001"');
    expect(registration.state.kind).toBe('ended');
  });

  it('un-registers while the answer to its first REGISTER is pending', async () => {
    peer.reply = (datagram, count) =>
      count === 1 ? null : answerTo(datagram, '200 OK', bound(datagram, 3600));
    const registration = phone.register(line());
    await until(() => peer.received.length >= 1);
    await phone.unregister(registration);
    expect(headerValue(peer.received.at(-1), 'Expires')).toBe('0');
    expect(registration.state.kind).toBe('ended');
  });

  it('sends nothing when ended before the first REGISTER', async () => {
    await phone.unregister(phone.register(line()));
    expect(peer.received).toEqual([]);
  });

  it('limits the wait for the answer to its un-REGISTER', async () => {
    peer.reply = (datagram, count) =>
      count === 1 ? answerTo(datagram, '200 OK', bound(datagram, 3600)) : null;
    const registration = phone.register(line());
    await until(() => registration.state.kind === 'registered');
    await phone.unregister(registration);
    expect(headerValue(peer.received.at(-1), 'Expires')).toBe('0');
  });

  it('reports that it supports UDP only', async () => {
    const registration = phone.register(line({ transport: 'tls' }));
    await until(() => registration.state.kind === 'failed');
    expect(registration.state).toMatchObject({ problem: expect.stringContaining('not tls') });
    expect(peer.received).toEqual([]);
  });

  it('sends nothing after power-off', async () => {
    peer.reply = (datagram) => answerTo(datagram, '200 OK', bound(datagram, 4));
    const registration = phone.register(line());
    await until(() => registration.state.kind === 'registered');
    await phone.stop();
    // Packets sent before may still be unread.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = peer.received.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(peer.received).toHaveLength(before);
    expect(peer.received.some((datagram) => headerValue(datagram, 'Expires') === '0')).toBe(false);
  });
});

describe('requests to a phone without any registration', () => {
  const ask = async (text: string) => {
    const before = peer.received.length;
    peer.send(text, testAddress(0, 21), phone.port);
    await until(() => peer.received.length > before, 'an answer');
    return peer.received.at(-1) ?? '';
  };

  it('OPTIONS is answered', async () => {
    const answer = await ask(requestTo('anonymous', 'OPTIONS', 'z9hG4bKo1'));
    expect(answer).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(headerValue(answer, 'Via')).toContain('branch=z9hG4bKo1');
    expect(headerValue(answer, 'Via')).toContain(`rport=${peer.port}`);
    expect(headerValue(answer, 'To')).toMatch(/;tag=\w+$/);
    expect(headerValue(answer, 'CSeq')).toBe('1 OPTIONS');
  });

  it('NOTIFY is reported with its unparsed Event, and only once when retransmitted', async () => {
    const notify = requestTo('anonymous', 'NOTIFY', 'z9hG4bKn1', ['Event: check-sync;reboot=false']);
    const first = await ask(notify);
    const second = await ask(notify);
    expect(first).toMatch(/^SIP\/2\.0 200 OK\r\n/);
    expect(second).toBe(first);
    expect(notifies).toEqual([
      { event: 'check-sync;reboot=false', contentType: '', body: '', from: '127.0.0.1' },
    ]);
  });

  it.each([
    [
      'a NOTIFY of a subscription that it does not have',
      'NOTIFY',
      ['To: <sip:a@b>;tag=1', 'Event: x'],
      '481',
    ],
    ['a NOTIFY without an Event', 'NOTIFY', [], '489'],
    ['a BYE', 'BYE', ['To: <sip:a@b>;tag=1'], '481'],
    ['a CANCEL', 'CANCEL', [], '481'],
    ['an INVITE', 'INVITE', [], '405'],
    ['an unknown method', 'FLY', [], '405'],
  ])('%s is refused', async (_, method, extra, status) => {
    const answer = await ask(requestTo('anonymous', method, `z9hG4bK${method}`, extra));
    expect(answer).toMatch(new RegExp(`^SIP/2\\.0 ${status} `));
    expect(notifies).toEqual([]);
  });

  it('malformed data, keep-alives and an ACK get no answer', async () => {
    for (const noise of ['\r\n\r\n', '\0', 'hello', requestTo('a', 'ACK', 'z9hG4bKa1')]) {
      peer.send(noise, testAddress(0, 21), phone.port);
    }
    await ask(requestTo('anonymous', 'OPTIONS', 'z9hG4bKo2'));
    expect(peer.received).toHaveLength(1);
  });
});

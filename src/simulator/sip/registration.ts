import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { errorText } from '../../lib/errors';
import { contactUri, parseAddress, parseSipUri, SIP_PORT, sipUri, splitList, writeAddress } from './address';
import { answerChallenge, type Challenge, parseChallenge } from './digest';
import type { PhoneSipEndpoint, WriteLogLine } from './endpoint';
import { headerLines, headerValue, type SipRequest, type SipResponse } from './message';
import type { SipTiming } from './timing';

/** The settings of one line to register. */
export interface SipLine {
  readonly user: string;
  readonly authUser: string;
  readonly secret: string;
  readonly server: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly displayName: string;
}

export interface RegistrationOptions {
  readonly endpoint: PhoneSipEndpoint;
  readonly line: SipLine;
  /** The local address for the Contact. */
  readonly address: string;
  readonly userAgent: string;
  /** The requested `Expires`, in seconds. */
  readonly expires: number;
  readonly timing: SipTiming;
  readonly onChange: () => void;
  readonly log: WriteLogLine;
}

/** The state of a registration as the phone sees it. `problem` is the reason of a failure. */
export type RegistrationState =
  | { readonly kind: 'trying' }
  | { readonly kind: 'registered' }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'ended' };

const REFRESH_AT = 0.5;

/**
 * Keeps one line registered: REGISTER with digest, refresh before expiry, retry after a failure. Like a real phone, it
 * does not notice when the server drops the contact.
 */
export class Registration {
  private current: RegistrationState = { kind: 'trying' };
  private readonly callId = `${randomBytes(12).toString('hex')}@phone`;
  private readonly tag = randomBytes(6).toString('hex');
  private sequence = 0;
  private challenge: { readonly challenge: Challenge; readonly proxy: boolean; uses: number } | null = null;
  private timer: NodeJS.Timeout | null = null;
  private expires: number;
  private knownToServer = false;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly options: RegistrationOptions) {
    this.expires = options.expires;
  }

  get state(): RegistrationState {
    return this.current;
  }

  /** Starts to register. Does not wait for the answer. */
  start(): void {
    this.work = this.work.then(() => this.register());
  }

  /** Un-registers with the credentials of this line if it is registered. Waits for the answer, up to `unregisterTimeout`. */
  async end(): Promise<void> {
    this.stop();
    const unregistered = this.work.then(() => this.sendUnregister());
    await waitAtMost(this.options.timing.unregisterTimeout, unregistered);
  }

  /** Stops without sending an un-REGISTER. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.setState({ kind: 'ended' });
  }

  private async register(): Promise<void> {
    if (this.current.kind === 'ended') return;
    try {
      this.handleResponse(await this.exchange(this.expires));
    } catch (error) {
      this.fail(errorText(error));
    }
  }

  private handleResponse(response: SipResponse): void {
    this.knownToServer = response.status < 300;
    if (this.knownToServer) {
      this.setState({ kind: 'registered' });
      this.registerAfter(this.grantedSeconds(response) * this.options.timing.second * REFRESH_AT);
    } else {
      this.fail(`${response.status} ${response.reason}`);
    }
  }

  private fail(problem: string): void {
    this.options.log('sip.registration-failed', `${this.options.line.user} is not registered: ${problem}`);
    this.setState({ kind: 'failed', problem });
    this.registerAfter(this.options.timing.retry);
  }

  private async sendUnregister(): Promise<void> {
    if (!this.knownToServer) return;
    const { line, log } = this.options;
    try {
      const { status } = await this.exchange(0);
      log('sip.unregister-answered', `answer to the un-REGISTER of ${line.user}: ${status}`);
    } catch (error) {
      log('sip.unregister-failed', `${line.user} could not un-register: ${errorText(error)}`);
    }
  }

  /** Late answers do not change an ended registration. */
  private setState(state: RegistrationState): void {
    if (this.current.kind === 'ended') return;
    this.current = state;
    this.options.onChange();
  }

  private registerAfter(milliseconds: number): void {
    if (this.current.kind === 'ended') return;
    this.timer = setTimeout(() => this.start(), milliseconds).unref();
  }

  /** Sends REGISTER; answers one challenge, and raises `Expires` to the server's minimum. */
  private async exchange(expires: number): Promise<SipResponse> {
    const { line } = this.options;
    if (line.transport !== 'udp')
      throw new Error(`the simulated phone supports udp only, not ${line.transport}`);
    const { address } = await lookup(line.server, { family: 4 });
    const send = () => this.options.endpoint.request(this.request(expires), { address, port: line.port });
    const first = await send();
    const response = this.storeChallenge(first) ? await send() : first;
    const minimum = Number(headerValue(response, 'Min-Expires'));
    if (response.status !== 423 || minimum <= expires) return response;
    this.expires = minimum;
    return this.exchange(minimum);
  }

  /** Stores the challenge of a 401 or 407, replacing the old one. False when there is none to answer. */
  private storeChallenge(response: SipResponse): boolean {
    if (response.status !== 401 && response.status !== 407) return false;
    const proxy = response.status === 407;
    const lines = headerLines(response, proxy ? 'Proxy-Authenticate' : 'WWW-Authenticate');
    const challenge = lines.map(parseChallenge).find((candidate) => candidate !== null);
    this.challenge = challenge ? { challenge, proxy, uses: 0 } : null;
    return this.challenge !== null;
  }

  private grantedSeconds(response: SipResponse): number {
    const ownContact = headerLines(response, 'Contact')
      .flatMap(splitList)
      .map(parseAddress)
      .find(({ uri }) => this.isOwnContact(uri));
    const granted = Number(
      ownContact?.params.get('expires') ?? headerValue(response, 'Expires') ?? this.expires,
    );
    return granted > 0 ? granted : this.expires;
  }

  private isOwnContact(uri: string): boolean {
    const { user, host, port } = parseSipUri(uri);
    const { line, address, endpoint } = this.options;
    return user === line.user && host === address && (port ?? SIP_PORT) === endpoint.port;
  }

  private request(expires: number): SipRequest {
    const { line, userAgent, address, endpoint } = this.options;
    const contact = contactUri(line.user, address, endpoint.port);
    const uri = sipUri('', line.server, line.port);
    const self = writeAddress(line.displayName, sipUri(line.user, line.server, line.port));
    this.sequence += 1;
    const headers: [string, string][] = [
      ['Max-Forwards', '70'],
      ['From', `${self};tag=${this.tag}`],
      ['To', self],
      ['Call-ID', this.callId],
      ['CSeq', `${this.sequence} REGISTER`],
      ['Contact', `<${contact}>;expires=${expires}`],
      ['Expires', String(expires)],
      ['User-Agent', userAgent],
    ];
    return {
      kind: 'request',
      method: 'REGISTER',
      uri,
      headers: [...headers, ...this.credentials(uri)],
      body: '',
    };
  }

  private credentials(uri: string): [string, string][] {
    if (this.challenge === null) return [];
    this.challenge.uses += 1;
    const { challenge, proxy, uses } = this.challenge;
    const credentials = { user: this.options.line.authUser, secret: this.options.line.secret };
    const answer = answerChallenge(challenge, credentials, { method: 'REGISTER', uri }, uses);
    return [[proxy ? 'Proxy-Authorization' : 'Authorization', answer]];
  }
}

/** Waits for the work, at most that many milliseconds. */
function waitAtMost(milliseconds: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(resolve, milliseconds).unref();
    work.finally(() => clearTimeout(limit)).then(resolve, reject);
  });
}

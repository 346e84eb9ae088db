import type { PhoneFaults } from '../simulated-phone';
import { type EventLog, PhoneSipEndpoint } from './endpoint';
import { header, type SipRequest } from './message';
import { Registration, type SipLine } from './registration';
import type { SipTiming } from './timing';
import type { SipSource } from './via';

/** A NOTIFY that came in. `event` is its Event header as it stands. */
export interface ReceivedNotify {
  readonly event: string;
  readonly contentType: string;
  readonly body: string;
  readonly from: string;
}

export interface SipUserAgentOptions {
  /** The phone's own address; the socket is bound to it and it stands in the Contact. */
  readonly address: string;
  /** 0: any free port. */
  readonly port: number;
  readonly userAgent: string;
  readonly timing: SipTiming;
  /** What is asked for in `Expires`, in seconds. */
  readonly expires: number;
  /** How it misbehaves; by default it does not. */
  readonly faults?: PhoneFaults;
  readonly onNotify: (notify: ReceivedNotify) => void;
  /** A registration changed its state. */
  readonly onChange: () => void;
  readonly log: EventLog;
}

const ALLOWED: readonly [string, string] = ['Allow', 'OPTIONS, NOTIFY'];
const REFUSED = {
  481: { status: 481, reason: 'Call/Transaction Does Not Exist' },
  401: { status: 401, reason: 'Unauthorized' },
};
const HAS_TAG = /;\s*tag=/i;

/** The SIP side of a phone: listens on its own address whether it is registered or not, and keeps lines registered. */
export class SipUserAgent {
  private readonly endpoint: PhoneSipEndpoint;
  private readonly registrations = new Set<Registration>();

  constructor(private readonly options: SipUserAgentOptions) {
    const { address, port, timing, log } = options;
    this.endpoint = new PhoneSipEndpoint({
      address,
      port,
      timing,
      log,
      handle: async (...from) => this.answer(...from),
    });
  }

  /** Opens the socket. @throws the socket's error, such as EADDRINUSE. */
  start(): Promise<void> {
    return this.endpoint.start();
  }

  /** Falls silent, without a goodbye: registrations stay at the server until they expire there. */
  async stop(): Promise<void> {
    for (const registration of this.registrations) registration.stop();
    this.registrations.clear();
    await this.endpoint.stop();
  }

  get port(): number {
    return this.endpoint.port;
  }

  /** Begins to keep this line registered. */
  register(line: SipLine): Registration {
    const { address, userAgent, timing, expires, onChange, log } = this.options;
    const endpoint = this.endpoint;
    const registration = new Registration({
      endpoint,
      line,
      address,
      userAgent,
      timing,
      expires,
      onChange,
      log,
    });
    this.registrations.add(registration);
    registration.start();
    return registration;
  }

  /** Un-registers a line at its server. */
  async unregister(registration: Registration): Promise<void> {
    this.registrations.delete(registration);
    await registration.end();
  }

  private answer(request: SipRequest, source: SipSource) {
    const inDialog = HAS_TAG.test(header(request, 'To') ?? '');
    if (request.method === 'ACK') return null;
    if (request.method === 'BYE' || request.method === 'CANCEL' || inDialog) {
      return { status: 481, reason: 'Call/Transaction Does Not Exist' };
    }
    if (request.method === 'OPTIONS') return { status: 200, reason: 'OK', headers: [ALLOWED] };
    if (request.method === 'NOTIFY') return this.takeNotify(request, source);
    return { status: 405, reason: 'Method Not Allowed', headers: [ALLOWED] };
  }

  private takeNotify(request: SipRequest, source: SipSource) {
    const event = header(request, 'Event');
    if (event === null || event === '') return { status: 489, reason: 'Bad Event' };
    const answer = this.options.faults?.notify;
    if (answer === 'nothing') return null;
    if (answer !== undefined) return REFUSED[answer];
    const contentType = header(request, 'Content-Type') ?? '';
    this.options.onNotify({ event, contentType, body: request.body, from: source.address });
    return { status: 200, reason: 'OK' };
  }
}

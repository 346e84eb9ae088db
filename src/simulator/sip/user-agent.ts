import type { PhoneFaults } from '../simulated-phone';
import { PhoneSipEndpoint, type WriteLogLine } from './endpoint';
import { headerValue, type SipRequest } from './message';
import { Registration, type SipLine } from './registration';
import type { SipTiming } from './timing';
import type { SipSource } from './via';

/** A received NOTIFY. `event` is the unparsed Event header. */
export interface ReceivedNotify {
  readonly event: string;
  readonly contentType: string;
  readonly body: string;
  readonly from: string;
}

export interface SipUserAgentOptions {
  /** The phone's address: of the socket and in the Contact. */
  readonly address: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly userAgent: string;
  readonly timing: SipTiming;
  /** The requested `Expires`, in seconds. */
  readonly expires: number;
  /** Injected faults; none by default. */
  readonly faults?: PhoneFaults;
  readonly onNotify: (notify: ReceivedNotify) => void;
  /** A registration changed its state. */
  readonly onChange: () => void;
  readonly log: WriteLogLine;
}

const ALLOWED: readonly [string, string] = ['Allow', 'OPTIONS, NOTIFY'];
const REFUSED = {
  481: { status: 481, reason: 'Call/Transaction Does Not Exist' },
  401: { status: 401, reason: 'Unauthorized' },
};
const HAS_TAG = /;\s*tag=/i;

/** The SIP side of a phone: listens on the phone's address, registered or not, and keeps lines registered. */
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

  /** Stops without un-registering: contacts stay at the server until they expire. */
  async stop(): Promise<void> {
    for (const registration of this.registrations) registration.stop();
    this.registrations.clear();
    await this.endpoint.stop();
  }

  get port(): number {
    return this.endpoint.port;
  }

  /** Registers this line and keeps it registered. */
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

  /** Call-IDs of the NOTIFYs that the fault `nothing` lost. */
  private readonly lostNotifies = new Set<string>();

  private answer(request: SipRequest, source: SipSource) {
    const inDialog = HAS_TAG.test(headerValue(request, 'To') ?? '');
    if (request.method === 'ACK') return null;
    if (request.method === 'BYE' || request.method === 'CANCEL' || inDialog) {
      return { status: 481, reason: 'Call/Transaction Does Not Exist' };
    }
    if (request.method === 'OPTIONS') return { status: 200, reason: 'OK', headers: [ALLOWED] };
    if (request.method === 'NOTIFY') return this.takeNotify(request, source);
    return { status: 405, reason: 'Method Not Allowed', headers: [ALLOWED] };
  }

  private takeNotify(request: SipRequest, source: SipSource) {
    const event = headerValue(request, 'Event');
    if (event === null || event === '') return { status: 489, reason: 'Bad Event' };
    const answer = this.options.faults?.notify;
    const callId = headerValue(request, 'Call-ID') ?? '';
    // A repetition of a NOTIFY that was lost is lost too, or it would still arrive after the fault.
    if (answer === 'nothing') this.lostNotifies.add(callId);
    if (this.lostNotifies.has(callId)) return null;
    if (answer === 401 || answer === 481) return REFUSED[answer];
    const contentType = headerValue(request, 'Content-Type') ?? '';
    this.options.onNotify({ event, contentType, body: request.body, from: source.address });
    return { status: 200, reason: 'OK' };
  }
}

import { randomBytes } from 'node:crypto';
import type { Clock } from '../desk/ports/clock';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import {
  type AmiSession,
  type AmiTimes,
  DEFAULT_AMI_TIMES,
  isFullyBooted,
  openAmiSession,
} from './ami-session';
import { abortablePause, backoffDelayMs } from './backoff';
import { type AmiAction, type AmiListAction, encodeAction } from './encode';
import { AmiDisconnected, AmiLoginRefused } from './errors';
import { type AmiMessage, amiHeader } from './message';
import type { AmiAnswer } from './pending';
import type { AmiAccount } from './transport';

export interface AmiConnectionOptions extends AmiAccount {
  /** For the state of the connection only. Messages of Asterisk are not logged: they hold SIP secrets. */
  readonly log: Log;
  /** Called with the milliseconds that Asterisk took for each answer. */
  readonly onAnswer?: (milliseconds: number) => void;
  readonly clock?: Clock;
  /** 0 to below 1. */
  readonly random?: () => number;
  readonly times?: Partial<AmiTimes>;
}

/** Why there is no connection. */
export interface AmiTrouble {
  readonly kind: 'unreachable' | 'login-refused';
  readonly message: string;
}

export interface AmiStatus {
  readonly connected: boolean;
  /** When `connected` last changed, in epoch milliseconds. */
  readonly since: number;
  /** Null while connected, and before the first attempt has ended. */
  readonly trouble: AmiTrouble | null;
  /** Whether Asterisk sends this account system events. Without them no contact changes arrive. */
  readonly receivesSystemEvents: boolean;
}

/** A connection that reconnects by itself. Every action has a time limit. */
export interface AmiConnection {
  /** Starts connecting in the background. Aborting the signal ends it like `stop`. */
  start(signal: AbortSignal): void;
  /** Ends the connection for good. Pending actions are rejected. */
  stop(): Promise<void>;
  /**
   * Sends one action. Any number may be pending; Asterisk handles them in the order of the calls.
   * @throws AmiInjectionError, AmiRefused, AmiTimeout, AmiDisconnected
   */
  action(action: AmiAction): Promise<AmiMessage>;
  /**
   * Returns all items of a list.
   * @throws like `action`, and AmiListIncomplete
   */
  list(action: AmiListAction): Promise<readonly AmiMessage[]>;
  /** Calls back for each event that is not part of a list. Returns a function that unsubscribes. */
  onEvent(listener: (event: AmiMessage) => void): () => void;
  /** Calls back after each (re)connect, when Asterisk is fully booted. Retried while the callback rejects. */
  onConnected(listener: () => Promise<void>): () => void;
  status(): AmiStatus;
}

/** Creates the connection to one Asterisk; `start` opens it. */
export function createAmiConnection(options: AmiConnectionOptions): AmiConnection {
  return new ReconnectingAmi(options);
}

class ReconnectingAmi implements AmiConnection {
  private readonly times: AmiTimes;
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly stopping = new AbortController();
  private readonly eventListeners = new Set<(event: AmiMessage) => void>();
  private readonly connectedListeners = new Set<() => Promise<void>>();
  private readonly idPrefix = `hd-${randomBytes(4).toString('hex')}-`;
  private idCounter = 0;
  private amiSession: AmiSession | null = null;
  private running: Promise<void> | null = null;
  private state: AmiStatus;

  constructor(private readonly options: AmiConnectionOptions) {
    this.times = { ...DEFAULT_AMI_TIMES, ...options.times };
    this.clock = options.clock ?? Date.now;
    this.random = options.random ?? Math.random;
    this.state = { connected: false, since: this.clock(), trouble: null, receivesSystemEvents: true };
  }

  start(signal: AbortSignal): void {
    if (signal.aborted) this.stopping.abort();
    signal.addEventListener('abort', () => this.stopping.abort(), { once: true });
    this.running ??= this.keepConnected();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  async action(action: AmiAction): Promise<AmiMessage> {
    return (await this.ask(action, false)).response;
  }

  async list(action: AmiListAction): Promise<readonly AmiMessage[]> {
    return (await this.ask(action, true)).items;
  }

  onEvent(listener: (event: AmiMessage) => void): () => void {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  onConnected(listener: () => Promise<void>): () => void {
    this.connectedListeners.add(listener);
    return () => this.connectedListeners.delete(listener);
  }

  status(): AmiStatus {
    return this.state;
  }

  private async ask(action: AmiListAction, isList: boolean): Promise<AmiAnswer> {
    if (this.amiSession) return this.amiSession.ask(action, isList);
    // An invalid value is reported as such, also while disconnected.
    encodeAction(action, this.idPrefix);
    throw new AmiDisconnected('there is no connection to Asterisk');
  }

  private async keepConnected(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const hadWorked = await this.connectOnce();
      if (hadWorked) attempt = 0;
      await abortablePause(this.delay(attempt), signal);
    }
  }

  /** Returns whether the connection was ever established. */
  private async connectOnce(): Promise<boolean> {
    const end = new AbortController();
    const abort = () => end.abort();
    this.stopping.signal.addEventListener('abort', abort, { once: true });
    try {
      const amiSession = await openAmiSession({
        account: this.options,
        times: this.times,
        nextId: () => `${this.idPrefix}${++this.idCounter}`,
        onAnswer: this.options.onAnswer,
        onEvent: (event) => this.takeEvent(event, end.signal),
        signal: end.signal,
      });
      this.amiSession = amiSession;
      this.recordConnected(amiSession.receivesSystemEvents);
      this.publishConnected(end.signal);
      this.recordTrouble({ kind: 'unreachable', message: await amiSession.ended });
      return true;
    } catch (error) {
      const kind = error instanceof AmiLoginRefused ? 'login-refused' : 'unreachable';
      this.recordTrouble({ kind, message: errorText(error) });
      return false;
    } finally {
      this.amiSession = null;
      this.stopping.signal.removeEventListener('abort', abort);
      end.abort();
    }
  }

  private takeEvent(event: AmiMessage, lifetime: AbortSignal): void {
    if (!this.amiSession) return;
    if (isFullyBooted(event)) {
      // It came after our time limit, so what was read before may be incomplete.
      this.state = { ...this.state, receivesSystemEvents: true };
      this.publishConnected(lifetime);
    }
    for (const listener of this.eventListeners) {
      try {
        listener(event);
      } catch (error) {
        const fields = {
          event: 'ami.event-failed',
          amiEvent: amiHeader(event, 'Event'),
          error: errorText(error),
        };
        this.options.log.error(fields, 'could not handle an event from Asterisk');
      }
    }
  }

  private publishConnected(lifetime: AbortSignal): void {
    for (const listener of this.connectedListeners) void this.publishUntilDone(listener, lifetime);
  }

  private async publishUntilDone(listener: () => Promise<void>, lifetime: AbortSignal): Promise<void> {
    for (let attempt = 0; !lifetime.aborted; attempt++) {
      try {
        return await listener();
      } catch (error) {
        if (lifetime.aborted || error instanceof AmiDisconnected) return;
        const fields = { event: 'ami.read-failed', error: errorText(error) };
        this.options.log.warn(fields, 'could not read the state of Asterisk; retrying');
        await abortablePause(this.delay(attempt), lifetime);
      }
    }
  }

  private delay(attempt: number): number {
    const { reconnectFirst, reconnectMost } = this.times;
    return backoffDelayMs(attempt, { first: reconnectFirst, most: reconnectMost }, this.random());
  }

  private recordConnected(receivesSystemEvents: boolean): void {
    const { host, port, user, log } = this.options;
    this.state = { connected: true, since: this.clock(), trouble: null, receivesSystemEvents };
    log.info({ event: 'ami.connected', host, port }, 'connected to Asterisk');
    if (!receivesSystemEvents) {
      const fields = { event: 'ami.no-system-events', user };
      log.error(fields, 'Asterisk sends this AMI user no system events; it needs "read = system"');
    }
  }

  /** Warns once per problem; attempts that fail the same way again are logged at debug level. */
  private recordTrouble(trouble: AmiTrouble): void {
    const { connected, since, trouble: last } = this.state;
    const isNews = connected || last?.message !== trouble.message;
    this.state = { ...this.state, connected: false, since: connected ? this.clock() : since, trouble };
    if (this.stopping.signal.aborted) return;
    const { host, port, log } = this.options;
    const level = isNews ? (trouble.kind === 'login-refused' ? 'error' : 'warn') : 'debug';
    const fields = { event: `ami.${trouble.kind}`, host, port, error: trouble.message };
    log[level](fields, 'no connection to Asterisk; retrying');
  }
}

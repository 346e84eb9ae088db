import { randomBytes } from 'node:crypto';
import type { Clock } from '../desk/ports/clock';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { type AmiSession, type AmiTimes, isFullyBooted, openAmiSession, usualTimes } from './ami-session';
import { backoff, pause } from './backoff';
import { type AmiAction, encodeAction } from './encode';
import { AmiDisconnected, AmiLoginRefused } from './errors';
import { type AmiMessage, field } from './message';
import type { AmiAnswer } from './pending';
import type { AmiAccount } from './transport';

export interface AmiConnectionOptions extends AmiAccount {
  /** Told of the connection only: what Asterisk says holds SIP secrets. */
  readonly log: Log;
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
  /** Since when it is so, epoch milliseconds. */
  readonly since: number;
  /** Null while connected, and before the first attempt has ended. */
  readonly trouble: AmiTrouble | null;
  /** Whether Asterisk sends this account its system events. Without them nobody hears of contacts. */
  readonly hearsSystemEvents: boolean;
}

/** A connection that is there whenever Asterisk is. It comes back by itself, and nothing waits for it for ever. */
export interface AmiConnection {
  /** Begins to connect and returns at once, whether there is an Asterisk or not. The signal ends it like `stop`. */
  start(signal: AbortSignal): void;
  /** Ends it for good. What still waits for an answer is rejected. */
  stop(): Promise<void>;
  /**
   * Does one action. Any number may be under way at once; Asterisk takes them in the order of the calls.
   * @throws AmiInjectionError, AmiRefused, AmiTimeout, AmiDisconnected
   */
  action(action: AmiAction): Promise<AmiMessage>;
  /**
   * The items of a list, complete.
   * @throws as `action`, and AmiListIncomplete
   */
  list(action: AmiAction): Promise<readonly AmiMessage[]>;
  /** Calls back for each event that belongs to no list. Returns how to stop. */
  onEvent(listener: (event: AmiMessage) => void): () => void;
  /** Calls back after each (re)connect, when Asterisk is fully booted; again a while later if that rejects. */
  onConnected(listener: () => Promise<void>): () => void;
  status(): AmiStatus;
}

/** Makes the connection to one Asterisk; `start` opens it. */
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
    this.times = { ...usualTimes, ...options.times };
    this.clock = options.clock ?? Date.now;
    this.random = options.random ?? Math.random;
    this.state = { connected: false, since: this.clock(), trouble: null, hearsSystemEvents: true };
  }

  start(signal: AbortSignal): void {
    if (signal.aborted) this.stopping.abort();
    signal.addEventListener('abort', () => this.stopping.abort(), { once: true });
    this.running ??= this.liveAgainAndAgain();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  async action(action: AmiAction): Promise<AmiMessage> {
    return (await this.ask(action, false)).response;
  }

  async list(action: AmiAction): Promise<readonly AmiMessage[]> {
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

  private async ask(action: AmiAction, isList: boolean): Promise<AmiAnswer> {
    if (this.amiSession) return this.amiSession.ask(action, isList);
    // A bad value is a bad value, also while there is no connection.
    encodeAction(action, this.idPrefix);
    throw new AmiDisconnected('there is no connection to Asterisk');
  }

  private async liveAgainAndAgain(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const hadWorked = await this.liveOnce();
      if (hadWorked) attempt = 0;
      await pause(this.delay(attempt), signal);
    }
  }

  /** Returns whether it ever came to a working connection. */
  private async liveOnce(): Promise<boolean> {
    const end = new AbortController();
    const abort = () => end.abort();
    this.stopping.signal.addEventListener('abort', abort, { once: true });
    try {
      const amiSession = await openAmiSession({
        account: this.options,
        times: this.times,
        nextId: () => `${this.idPrefix}${++this.idCounter}`,
        onEvent: (event) => this.takeEvent(event, end.signal),
        signal: end.signal,
      });
      this.amiSession = amiSession;
      this.recordConnected(amiSession.hearsSystemEvents);
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
      // It came later than we were ready to wait: what was read until now may have been half the truth.
      this.state = { ...this.state, hearsSystemEvents: true };
      this.publishConnected(lifetime);
    }
    for (const listener of this.eventListeners) {
      try {
        listener(event);
      } catch (error) {
        const fields = { event: field(event, 'Event'), reason: errorText(error) };
        this.options.log.error(fields, 'an event of Asterisk could not be handled');
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
        const fields = { reason: errorText(error) };
        this.options.log.warn(fields, 'the state of Asterisk could not be read; trying again');
        await pause(this.delay(attempt), lifetime);
      }
    }
  }

  private delay(attempt: number): number {
    const { reconnectFirst, reconnectMost } = this.times;
    return backoff(attempt, { first: reconnectFirst, most: reconnectMost }, this.random());
  }

  private recordConnected(hearsSystemEvents: boolean): void {
    const { host, port, user, log } = this.options;
    this.state = { connected: true, since: this.clock(), trouble: null, hearsSystemEvents };
    log.info({ host, port }, 'connected to Asterisk');
    if (!hearsSystemEvents) {
      log.error({ user }, 'Asterisk sends this AMI user no system events; it needs "read = system"');
    }
  }

  /** Says it once, not at each of many attempts that fail the same way. */
  private recordTrouble(trouble: AmiTrouble): void {
    const { connected, since, trouble: last } = this.state;
    const isNews = connected || last?.message !== trouble.message;
    this.state = { ...this.state, connected: false, since: connected ? this.clock() : since, trouble };
    if (this.stopping.signal.aborted) return;
    const { host, port, log } = this.options;
    const level = isNews ? (trouble.kind === 'login-refused' ? 'error' : 'warn') : 'debug';
    log[level]({ host, port, reason: trouble.message }, 'no connection to Asterisk; trying again');
  }
}

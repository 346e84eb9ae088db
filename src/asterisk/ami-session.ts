import { pause } from './backoff';
import type { AmiAction } from './encode';
import { AmiDisconnected, AmiTimeout } from './errors';
import { type AmiMessage, field } from './message';
import { type AmiAnswer, PendingActions } from './pending';
import { type AmiAccount, type AmiTransport, openAmiTransport } from './transport';

/** Times in milliseconds. */
export interface AmiTimes {
  /** For the response to an action. */
  readonly action: number;
  /** For the rest of a list, after its response. */
  readonly list: number;
  /** For connecting and logging in together. */
  readonly login: number;
  /** How long to wait after the login until Asterisk says that it is fully booted. */
  readonly boot: number;
  readonly pingEvery: number;
  readonly reconnectFirst: number;
  readonly reconnectMost: number;
}

export const usualTimes: AmiTimes = {
  action: 5_000,
  list: 30_000,
  login: 5_000,
  boot: 30_000,
  pingEvery: 20_000,
  reconnectFirst: 500,
  reconnectMost: 30_000,
};

const mostListItems = 100_000;
const mostMissedPings = 2;

/** One connection to an Asterisk that is fully booted, from then to its end. */
export interface AmiSession {
  /**
   * Sends one action and waits for its answer.
   * @throws AmiInjectionError, AmiRefused, AmiTimeout, AmiListIncomplete, AmiDisconnected
   */
  ask(action: AmiAction, isList: boolean): Promise<AmiAnswer>;
  /** Whether Asterisk said that it is fully booted, which is a system event like those of contacts. */
  readonly hearsSystemEvents: boolean;
  /** Resolves when it is over, with why: closed, or Asterisk gives no sign of life. Never rejects. */
  readonly ended: Promise<string>;
}

export interface AmiSessionOptions {
  readonly account: AmiAccount;
  readonly times: AmiTimes;
  /** A new id for each action. */
  readonly nextId: () => string;
  /** Called for each event that belongs to no list. */
  readonly onEvent: (event: AmiMessage) => void;
  /** Ends it. Whoever gives it aborts it in the end, also when beginning fails. */
  readonly signal: AbortSignal;
}

/**
 * Connects, logs in, asks for the events that we want, and waits until Asterisk is fully booted.
 * @throws AmiLoginRefused, AmiDisconnected, AmiTimeout, AmiRefused
 */
export async function openAmiSession(options: AmiSessionOptions): Promise<AmiSession> {
  const { account, times, signal } = options;
  const pending = new PendingActions({
    actionTimeout: times.action,
    listTimeout: times.list,
    listItems: mostListItems,
  });
  let sayBooted = (): void => undefined;
  const booted = new Promise<boolean>((resolve) => {
    sayBooted = () => resolve(true);
  });
  const transport = await openAmiTransport({
    account,
    signal,
    loginTimeout: times.login,
    onMessage: (message) => {
      if (pending.take(message) || !message.has('event')) return;
      if (isFullyBooted(message)) sayBooted();
      options.onEvent(message);
    },
  });
  const lost = transport.closed.then((why) => {
    pending.rejectAll(new AmiDisconnected('the connection to Asterisk was lost'));
    throw new AmiDisconnected(why);
  });
  const ask = asker(transport, pending, options.nextId);
  await Promise.race([ask({ action: 'Events', headers: { EventMask: 'system' } }, false), lost]);
  const late = pause(times.boot, signal).then(() => false);
  const hearsSystemEvents = await Promise.race([booted, late, lost]);
  return {
    ask,
    hearsSystemEvents,
    ended: Promise.race([transport.closed, untilSilent(ask, times.pingEvery, signal)]),
  };
}

/** Whether this is the event by which Asterisk says that all its modules are there. */
export function isFullyBooted(event: AmiMessage): boolean {
  return field(event, 'Event') === 'FullyBooted';
}

function asker(transport: AmiTransport, pending: PendingActions, nextId: () => string): AmiSession['ask'] {
  return async (action, isList) => {
    const id = nextId();
    transport.send(action, id);
    // No answer can come before this turn of the event loop is over.
    return pending.expect(id, action.action, isList);
  };
}

/** Resolves when a peer is gone without a word, as after a power cut or when a firewall forgot the connection. */
async function untilSilent(ask: AmiSession['ask'], every: number, signal: AbortSignal): Promise<string> {
  let missed = 0;
  while (missed < mostMissedPings && !signal.aborted) {
    await pause(every, signal);
    missed = (await answersPing(ask)) ? 0 : missed + 1;
  }
  return 'Asterisk does not answer any more';
}

/** A lost connection counts as an answer here: that it closed is noticed elsewhere. */
async function answersPing(ask: AmiSession['ask']): Promise<boolean> {
  try {
    await ask({ action: 'Ping' }, false);
    return true;
  } catch (error) {
    return !(error instanceof AmiTimeout);
  }
}

import { abortablePause } from './backoff';
import type { AmiListAction } from './encode';
import { AmiDisconnected, AmiRefused, AmiTimeout } from './errors';
import { type AmiMessage, amiHeader } from './message';
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
  /** From the login until Asterisk reports that it is fully booted. */
  readonly boot: number;
  readonly pingEvery: number;
  readonly reconnectFirst: number;
  readonly reconnectMost: number;
}

export const DEFAULT_AMI_TIMES: AmiTimes = {
  action: 5_000,
  list: 30_000,
  login: 5_000,
  boot: 30_000,
  pingEvery: 20_000,
  reconnectFirst: 500,
  reconnectMost: 30_000,
};

const MAX_LIST_ITEMS = 100_000;
/** Enough for 100,000 contacts, of which only some headers are kept. */
const MAX_LIST_BYTES = 160_000_000;
const MAX_MISSED_PINGS = 2;

/** One connection to a fully booted Asterisk, until it ends. */
export interface AmiSession {
  /**
   * Sends one action and returns its answer.
   * @throws AmiInjectionError, AmiRefused, AmiTimeout, AmiListIncomplete, AmiDisconnected
   */
  ask(action: AmiListAction, isList: boolean): Promise<AmiAnswer>;
  /** False: the FullyBooted event never came, so contact events, which need the same privilege, will not come either. */
  readonly receivesSystemEvents: boolean;
  /** Resolves with the reason when the connection closes or Asterisk stops answering. Never rejects. */
  readonly ended: Promise<string>;
}

export interface AmiSessionOptions {
  readonly account: AmiAccount;
  readonly times: AmiTimes;
  /** Returns a new id for each action. */
  readonly nextId: () => string;
  /** Called with the milliseconds that Asterisk took for each answer, also for an error answer. */
  readonly onAnswer?: ((milliseconds: number) => void) | undefined;
  /** Called for each event that is not part of a list. */
  readonly onEvent: (event: AmiMessage) => void;
  /** Ends the session. The caller must abort it in the end, also when opening fails. */
  readonly signal: AbortSignal;
}

/**
 * Connects, logs in, subscribes to system events and waits until Asterisk is fully booted.
 * @throws AmiLoginRefused, AmiDisconnected, AmiTimeout, AmiRefused
 */
export async function openAmiSession(options: AmiSessionOptions): Promise<AmiSession> {
  const { account, times, signal } = options;
  const pending = new PendingActions({
    actionTimeout: times.action,
    listTimeout: times.list,
    listItems: MAX_LIST_ITEMS,
    listBytes: MAX_LIST_BYTES,
  });
  let resolveBooted = (): void => undefined;
  const booted = new Promise<boolean>((resolve) => {
    resolveBooted = () => resolve(true);
  });
  const transport = await openAmiTransport({
    account,
    signal,
    loginTimeout: times.login,
    onMessage: (message) => {
      if (pending.take(message) || !message.has('event')) return;
      if (isFullyBooted(message)) resolveBooted();
      options.onEvent(message);
    },
  });
  const lost = transport.closed.then((reason) => {
    pending.rejectAll(new AmiDisconnected('the connection to Asterisk was lost'));
    throw new AmiDisconnected(reason);
  });
  const ask = createActionSender(transport, pending, options);
  await Promise.race([ask({ action: 'Events', headers: { EventMask: 'system' } }, false), lost]);
  const timedOut = abortablePause(times.boot, signal).then(() => false);
  const receivesSystemEvents = await Promise.race([booted, timedOut, lost]);
  return {
    ask,
    receivesSystemEvents,
    ended: Promise.race([transport.closed, untilUnresponsive(ask, times.pingEvery, signal)]),
  };
}

/** Whether this event reports that Asterisk has loaded all its modules. */
export function isFullyBooted(event: AmiMessage): boolean {
  return amiHeader(event, 'Event') === 'FullyBooted';
}

function createActionSender(
  transport: AmiTransport,
  pending: PendingActions,
  { nextId, onAnswer = () => undefined }: Pick<AmiSessionOptions, 'nextId' | 'onAnswer'>,
): AmiSession['ask'] {
  return async (action, isList) => {
    const id = nextId();
    const sentAt = performance.now();
    transport.send(action, id);
    try {
      // The answer cannot arrive before this turn of the event loop ends.
      const answer = await pending.expect(id, action.action, isList, action.keep);
      onAnswer(performance.now() - sentAt);
      return answer;
    } catch (error) {
      if (error instanceof AmiRefused) onAnswer(performance.now() - sentAt);
      throw error;
    }
  };
}

/** Resolves when pings go unanswered, as after a power cut or when a firewall dropped the connection. */
async function untilUnresponsive(
  ask: AmiSession['ask'],
  every: number,
  signal: AbortSignal,
): Promise<string> {
  let missed = 0;
  while (missed < MAX_MISSED_PINGS && !signal.aborted) {
    await abortablePause(every, signal);
    missed = (await answersPing(ask)) ? 0 : missed + 1;
  }
  return 'Asterisk stopped answering';
}

/** Also true for a lost connection: `closed` reports that. */
async function answersPing(ask: AmiSession['ask']): Promise<boolean> {
  try {
    await ask({ action: 'Ping' }, false);
    return true;
  } catch (error) {
    return !(error instanceof AmiTimeout);
  }
}

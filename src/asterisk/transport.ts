import AsteriskManager from 'asterisk-manager';
import { errorText } from '../lib/errors';
import { type AmiAction, encodeAction } from './encode';
import { AmiDisconnected, AmiLoginRefused } from './errors';
import { type AmiMessage, amiHeader } from './message';
import { AmiOverlong, createAmiReader } from './reader';

/** The AMI's address, user and secret. */
export interface AmiAccount {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

/** One logged-in connection. Once closed it stays closed: open a new one. */
export interface AmiTransport {
  /**
   * Sends one action.
   * @throws AmiInjectionError, or AmiDisconnected once it is closed
   */
  send(action: AmiAction, actionId: string): void;
  /** Resolves with the reason when the connection is lost. Never rejects. */
  readonly closed: Promise<string>;
}

export interface AmiTransportOptions {
  readonly account: AmiAccount;
  /** For connecting and logging in together, in milliseconds. */
  readonly loginTimeout: number;
  /** Called for every message, also before `openAmiTransport` resolves. */
  readonly onMessage: (message: AmiMessage) => void;
  /** Closes the connection. The caller must abort it in the end, also when opening fails. */
  readonly signal: AbortSignal;
}

/** The id that the library gives to its login: the time, and digits. */
const LOGIN_ID = /^\d+$/;
const READ_BYTES = 65_536;

/**
 * Connects and logs in.
 * asterisk-manager does the socket, the login and the writing of actions. Reading is ours (`onread`): its own reader has no
 * limits, and it emits names that arrive as names of its own events. Each socket has its own instance that never reconnects.
 * @throws AmiLoginRefused when Asterisk rejects user and secret, AmiDisconnected for everything else
 */
export async function openAmiTransport(options: AmiTransportOptions): Promise<AmiTransport> {
  const { account, signal } = options;
  if (signal.aborted) throw new AmiDisconnected('the connection was stopped');
  const manager = new AsteriskManager(undefined, undefined, account.user, account.secret, true);
  manager.removeAllListeners('rawevent');
  const end = new AbortController();
  const abort = () => end.abort();
  signal.addEventListener('abort', abort, { once: true });
  let isOpen = true;
  let reason: string | null = null;
  manager.on('error', (error) => {
    reason ??= errorText(error);
  });
  const closed = new Promise<string>((resolve) => {
    manager.on('close', () => {
      isOpen = false;
      signal.removeEventListener('abort', abort);
      resolve(reason ?? 'Asterisk closed the connection');
    });
  });
  let isLoggedIn = false;
  const reader = createAmiReader((message) => {
    if (!isOpen) return;
    const id = amiHeader(message, 'ActionID');
    // The only name from the wire that is emitted.
    if (message.has('response') && !isLoggedIn && LOGIN_ID.test(id)) {
      const isError = amiHeader(message, 'Response').toLowerCase() === 'error';
      manager.emit(id, isError ? message : undefined, message);
    }
    options.onMessage(message);
  });
  const onread = {
    buffer: Buffer.alloc(READ_BYTES),
    callback: (length: number, bytes: Uint8Array): boolean => {
      try {
        if (isOpen) reader.take(bytes.subarray(0, length));
      } catch (error) {
        if (!(error instanceof AmiOverlong)) throw error;
        isOpen = false;
        reason = `${error.message}: this is no Asterisk`;
        end.abort();
      }
      return true;
    },
  };
  // The library can only half-close its socket, which a dead peer never answers. The signal destroys it.
  const { host, port } = account;
  const loggedIn = new Promise<void>((resolve, reject) => {
    manager.connect({ host, port, signal: end.signal, onread }, undefined, () => {
      manager.login((refusal) => {
        isLoggedIn = true;
        if (refusal === undefined) resolve();
        else reject(new AmiLoginRefused(`Asterisk rejected the AMI user ${account.user} or its secret`));
      });
    });
  });
  await withinLogin(loggedIn, closed, options.loginTimeout);
  return {
    closed,
    send: (action, actionId) => {
      const encoded = encodeAction(action, actionId);
      if (!isOpen) throw new AmiDisconnected('the connection to Asterisk is closed');
      // The library would keep its listener for as long as no answer comes. We need none.
      manager.removeAllListeners(manager.action(encoded));
    },
  };
}

async function withinLogin(loggedIn: Promise<void>, closed: Promise<string>, limit: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AmiDisconnected(`no answer to the login within ${limit} ms`)), limit);
  });
  const lost = closed.then((reason) => {
    throw new AmiDisconnected(reason);
  });
  try {
    await Promise.race([loggedIn, lost, timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

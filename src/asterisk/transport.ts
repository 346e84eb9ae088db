import { isNativeError } from 'node:util/types';
import AsteriskManager from 'asterisk-manager';
import { type AmiAction, encodeAction } from './encode';
import { AmiDisconnected, AmiLoginRefused } from './errors';
import { type AmiMessage, readMessage } from './message';

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

/**
 * Connects and logs in.
 * asterisk-manager only does the socket and the framing. Each socket has its own instance (a second socket would inherit
 * half a message of the first) that never reconnects. We listen to `rawevent` only, because the library emits AMI events
 * under the names of its own events.
 * @throws AmiLoginRefused when Asterisk rejects user and secret, AmiDisconnected for everything else
 */
export async function openAmiTransport(options: AmiTransportOptions): Promise<AmiTransport> {
  const { account, signal } = options;
  if (signal.aborted) throw new AmiDisconnected('the connection was stopped');
  const manager = new AsteriskManager(undefined, undefined, account.user, account.secret, true);
  let isOpen = true;
  let reason = 'Asterisk closed the connection';
  manager.on('error', (error) => {
    // An AMI event of that name is a plain object.
    if (isNativeError(error)) reason = error.message;
  });
  manager.on('rawevent', (raw) => {
    if (isOpen) options.onMessage(readMessage(raw));
  });
  const closed = new Promise<string>((resolve) => {
    manager.on('close', (argument) => {
      // The socket passes a boolean, an AMI event of that name an object.
      if (typeof argument !== 'boolean') return;
      isOpen = false;
      resolve(reason);
    });
  });
  // The library can only half-close its socket, which a dead peer never answers. The signal destroys it.
  const { host, port } = account;
  const loggedIn = new Promise<void>((resolve, reject) => {
    manager.connect({ host, port, signal }, undefined, () => {
      manager.login((refusal) => {
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
      manager.action(encoded);
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

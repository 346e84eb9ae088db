import { isNativeError } from 'node:util/types';
import AsteriskManager from 'asterisk-manager';
import { type AmiAction, encodeAction } from './encode';
import { AmiDisconnected, AmiLoginRefused } from './errors';
import { type AmiMessage, readMessage } from './message';

/** Where the AMI is, and as whom to log in. */
export interface AmiAccount {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

/** One connection that is logged in, until it closes. It never comes back: open a new one. */
export interface AmiTransport {
  /**
   * Writes one action.
   * @throws AmiInjectionError, or AmiDisconnected once it is closed
   */
  send(action: AmiAction, actionId: string): void;
  /** Resolves when the connection is gone, with why. Never rejects. */
  readonly closed: Promise<string>;
}

export interface AmiTransportOptions {
  readonly account: AmiAccount;
  /** How long connecting and logging in may take together, in milliseconds. */
  readonly loginTimeout: number;
  /** Called for every message, also for those that come before `openAmiTransport` resolves. */
  readonly onMessage: (message: AmiMessage) => void;
  /** Cuts the connection. Whoever gives it aborts it in the end, also when opening fails. */
  readonly signal: AbortSignal;
}

/**
 * Connects and logs in.
 * asterisk-manager does the socket and the framing, nothing else. An instance lives as long as its socket (a second
 * socket would inherit the first one's half message), never reconnects, and is heard by `rawevent` only, because it
 * announces AMI events under names that its own events have.
 * @throws AmiLoginRefused when Asterisk does not take user and secret, AmiDisconnected for everything else
 */
export async function openAmiTransport(options: AmiTransportOptions): Promise<AmiTransport> {
  const { account, signal } = options;
  if (signal.aborted) throw new AmiDisconnected('it was stopped');
  const manager = new AsteriskManager(undefined, undefined, account.user, account.secret, true);
  let isOpen = true;
  let reason = 'Asterisk closed the connection';
  manager.on('error', (error) => {
    // An AMI event of that name would be a plain object.
    if (isNativeError(error)) reason = error.message;
  });
  manager.on('rawevent', (raw) => {
    if (isOpen) options.onMessage(readMessage(raw));
  });
  const closed = new Promise<string>((resolve) => {
    manager.on('close', (argument) => {
      // The socket gives a boolean; an AMI event of that name would give an object.
      if (typeof argument !== 'boolean') return;
      isOpen = false;
      resolve(reason);
    });
  });
  // The library can only end its socket politely, which a dead peer never answers. The signal needs no answer.
  const { host, port } = account;
  const loggedIn = new Promise<void>((resolve, reject) => {
    manager.connect({ host, port, signal }, undefined, () => {
      manager.login((refusal) => {
        if (refusal === undefined) resolve();
        else reject(new AmiLoginRefused(`Asterisk does not take the secret of the AMI user ${account.user}`));
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
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AmiDisconnected(`no answer to the login within ${limit} ms`)), limit);
  });
  const lost = closed.then((why) => {
    throw new AmiDisconnected(why);
  });
  try {
    await Promise.race([loggedIn, lost, late]);
  } finally {
    clearTimeout(timer);
  }
}

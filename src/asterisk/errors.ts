import { ActionRefused } from '../desk/ports/asterisk';

/** A name or value that Asterisk could read as another header or action. Nothing was sent. */
export class AmiInjectionError extends ActionRefused {
  override readonly name = 'AmiInjectionError';

  constructor(message: string) {
    super(message, true);
  }
}

/** Not connected, or disconnected before the answer. Whether Asterisk did the action is unknown. */
export class AmiDisconnected extends Error {
  override readonly name = 'AmiDisconnected';
}

/** No answer in time. Whether Asterisk did the action is unknown. */
export class AmiTimeout extends Error {
  override readonly name = 'AmiTimeout';
}

/** Of an action, and of a console command. */
const LACKS_MODULE = /^(Invalid\/unknown command|No such command)/i;

/** Asterisk answered `Error`. `reason` is its own text. */
export class AmiRefused extends ActionRefused {
  override readonly name = 'AmiRefused';

  constructor(
    action: string,
    readonly reason: string,
  ) {
    super(`Asterisk refused ${action}: ${reason}`, LACKS_MODULE.test(reason));
  }
}

/** A list that Asterisk cancelled, or that exceeds our limit. */
export class AmiListIncomplete extends Error {
  override readonly name = 'AmiListIncomplete';
}

/** Asterisk rejected user and secret. */
export class AmiLoginRefused extends Error {
  override readonly name = 'AmiLoginRefused';
}

/** A NOTIFY to a single phone would be lost. The message gives the cause and the remedy. */
export class NotifyImpossible extends Error {
  override readonly name = 'NotifyImpossible';
}

/** The registration has ended or moved. */
export class ContactGone extends Error {
  override readonly name = 'ContactGone';
}

/** Whether Asterisk lacks that action because its module is not loaded. */
export function isUnknownAction(error: unknown): boolean {
  return error instanceof AmiRefused && /^Invalid\/unknown command/i.test(error.reason);
}

/** Whether the AMI account lacks the privilege for that action. */
export function isPermissionDenied(error: unknown): boolean {
  return error instanceof AmiRefused && /^Permission denied/i.test(error.reason);
}

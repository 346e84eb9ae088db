/** A name or value that must not go to Asterisk, because it could be read as something else there. Nothing was sent. */
export class AmiInjectionError extends Error {
  override readonly name = 'AmiInjectionError';
}

/** There is no connection, or it ended before the answer came. Whether the action was done is unknown. */
export class AmiDisconnected extends Error {
  override readonly name = 'AmiDisconnected';
}

/** No answer in time. Whether the action was done is unknown. */
export class AmiTimeout extends Error {
  override readonly name = 'AmiTimeout';
}

/** Asterisk answered `Error`. `reason` is its own text. */
export class AmiRefused extends Error {
  override readonly name = 'AmiRefused';

  constructor(
    action: string,
    readonly reason: string,
  ) {
    super(`Asterisk refused ${action}: ${reason}`);
  }
}

/** A list that was cancelled, or that is longer than anything we ask for. */
export class AmiListIncomplete extends Error {
  override readonly name = 'AmiListIncomplete';
}

/** Asterisk did not take user and secret. */
export class AmiLoginRefused extends Error {
  override readonly name = 'AmiLoginRefused';
}

/** NOTIFYs to a single phone would be lost; the message says why and what cures it. */
export class NotifyImpossible extends Error {
  override readonly name = 'NotifyImpossible';
}

/** The registration is not there any more, or not where it was. */
export class ContactGone extends Error {
  override readonly name = 'ContactGone';
}

/** Whether Asterisk does not have that action at all, because the module that brings it is not loaded. */
export function isUnknownAction(error: unknown): boolean {
  return error instanceof AmiRefused && /^Invalid\/unknown command/i.test(error.reason);
}

/** Whether the AMI account lacks the privilege for that action. */
export function isPermissionDenied(error: unknown): boolean {
  return error instanceof AmiRefused && /^Permission denied/i.test(error.reason);
}

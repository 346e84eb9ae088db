import type { Session } from '../model';
import type { ApplyMethod, PhoneCall } from '../ports/brands';

/** How long a phone may take from being told to being registered, in seconds, where its brand says nothing. */
const TIMEOUT_SECONDS = { running: 30, rebooting: 180, byHand: 600 };

/** A way by which a phone can be told, as opposed to one that just happens. */
export type TriggeredMethod = ApplyMethod &
  ({ readonly event: string; readonly call?: undefined } | { readonly call: PhoneCall });

/** The way in which a session's phone is told now: the best that has not been tried in vain. Null: it cannot be told. */
export function currentMethod(
  methods: readonly ApplyMethod[],
  { escalationLevel }: Pick<Session, 'escalationLevel'>,
): TriggeredMethod | null {
  const notifying = triggeredMethods(methods);
  return notifying[Math.min(escalationLevel, notifying.length - 1)] ?? null;
}

/** Whether there is a way left when the one of now does not help. */
export function hasNextMethod(
  methods: readonly ApplyMethod[],
  { escalationLevel }: Pick<Session, 'escalationLevel'>,
): boolean {
  return escalationLevel + 1 < triggeredMethods(methods).length;
}

/** The place of the way that makes a phone register anew whatever it believes: the first that restarts it, else the last. */
export function restartLevel(methods: readonly ApplyMethod[]): number {
  const notifying = triggeredMethods(methods);
  const place = notifying.findIndex(({ reboots }) => reboots);
  return place >= 0 ? place : Math.max(0, notifying.length - 1);
}

/** How long the phone may take, in milliseconds; null: somebody has to restart it, or it looks by itself. */
export function applyTimeoutMs(method: ApplyMethod | null): number {
  if (method === null) return TIMEOUT_SECONDS.byHand * 1_000;
  const usual = method.reboots ? TIMEOUT_SECONDS.rebooting : TIMEOUT_SECONDS.running;
  return (method.timeoutSeconds ?? usual) * 1_000;
}

function triggeredMethods(methods: readonly ApplyMethod[]): TriggeredMethod[] {
  return methods.flatMap(({ event, call, ...method }): TriggeredMethod[] => {
    if (method.kind === 'notify' && event !== undefined) return [{ ...method, event }];
    return method.kind === 'http' && call !== undefined ? [{ ...method, call }] : [];
  });
}

import type { Session } from '../model';
import type { ApplyMethod, PhoneCall } from '../ports/brands';

/** Default time from notification to registration, in seconds, for brands that set none. */
const TIMEOUT_SECONDS = { running: 30, rebooting: 180, byHand: 600 };

/** An apply method that the service can trigger; polling is not one. */
export type TriggeredMethod = ApplyMethod &
  ({ readonly event: string; readonly call?: undefined } | { readonly call: PhoneCall });

/** The apply method at the session's escalation level. Null: the brand has none that can be triggered. */
export function currentMethod(
  methods: readonly ApplyMethod[],
  { escalationLevel }: Pick<Session, 'escalationLevel'>,
): TriggeredMethod | null {
  const triggered = triggeredMethods(methods);
  return triggered[Math.min(escalationLevel, triggered.length - 1)] ?? null;
}

/** Whether another apply method is left after the current one. */
export function hasNextMethod(
  methods: readonly ApplyMethod[],
  { escalationLevel }: Pick<Session, 'escalationLevel'>,
): boolean {
  return escalationLevel + 1 < triggeredMethods(methods).length;
}

/** The escalation level that forces a new registration: the first method that reboots the phone, else the last one. */
export function restartLevel(methods: readonly ApplyMethod[]): number {
  const triggered = triggeredMethods(methods);
  const level = triggered.findIndex(({ reboots }) => reboots);
  return level >= 0 ? level : Math.max(0, triggered.length - 1);
}

/** Time from notification to registration, in milliseconds. Null: the phone polls, or somebody restarts it by hand. */
export function applyTimeoutMs(method: ApplyMethod | null): number {
  if (method === null) return TIMEOUT_SECONDS.byHand * 1_000;
  const defaultSeconds = method.reboots ? TIMEOUT_SECONDS.rebooting : TIMEOUT_SECONDS.running;
  return (method.timeoutSeconds ?? defaultSeconds) * 1_000;
}

function triggeredMethods(methods: readonly ApplyMethod[]): TriggeredMethod[] {
  return methods.flatMap(({ event, call, ...method }): TriggeredMethod[] => {
    if (method.kind === 'notify' && event !== undefined) return [{ ...method, event }];
    return method.kind === 'http' && call !== undefined ? [{ ...method, call }] : [];
  });
}

import type { Session } from './model';
import type { ApplyWay, PhoneCall } from './ports/brands';

/** How long a phone may take from being told to being registered, in seconds, where its brand says nothing. */
const TAKES_SECONDS = { running: 30, rebooting: 180, byHand: 600 };

/** A way by which a phone can be told, as opposed to one that just happens. */
export type TellingWay = ApplyWay &
  ({ readonly event: string; readonly call?: undefined } | { readonly call: PhoneCall });

/** The way in which a session's phone is told now: the best that has not been tried in vain. Null: it cannot be told. */
export function wayNow(
  ways: readonly ApplyWay[],
  { waysTried }: Pick<Session, 'waysTried'>,
): TellingWay | null {
  const telling = tellingWays(ways);
  return telling[Math.min(waysTried, telling.length - 1)] ?? null;
}

/** Whether there is a way left when the one of now does not help. */
export function hasNextWay(ways: readonly ApplyWay[], { waysTried }: Pick<Session, 'waysTried'>): boolean {
  return waysTried + 1 < tellingWays(ways).length;
}

/** The place of the way that makes a phone register anew whatever it believes: the first that restarts it, else the last. */
export function restartingWay(ways: readonly ApplyWay[]): number {
  const telling = tellingWays(ways);
  const place = telling.findIndex(({ reboots }) => reboots);
  return place >= 0 ? place : Math.max(0, telling.length - 1);
}

/** How long the phone may take, in milliseconds; null: somebody has to restart it, or it looks by itself. */
export function patienceMs(way: ApplyWay | null): number {
  if (way === null) return TAKES_SECONDS.byHand * 1_000;
  const usual = way.reboots ? TAKES_SECONDS.rebooting : TAKES_SECONDS.running;
  return (way.takesSeconds ?? usual) * 1_000;
}

function tellingWays(ways: readonly ApplyWay[]): TellingWay[] {
  return ways.flatMap(({ event, call, ...way }): TellingWay[] => {
    if (way.way === 'notify' && event !== undefined) return [{ ...way, event }];
    return way.way === 'contact' && call !== undefined ? [{ ...way, call }] : [];
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../test-app';
import { pinOf, type Seat } from './seats';

/** The results of a load. */
export interface LoadCount {
  /** Logins and logouts that got their answer. */
  answered: number;
  /** Logins and logouts that failed because of a fault. */
  failed: number;
  /** How often each error happened. */
  readonly reasons: Map<string, number>;
}

export interface Load {
  /** So far. */
  answered(): number;
  /** Starts no more logins, and waits for those in progress. May be called more than once. */
  stop(): Promise<LoadCount>;
}

/** One user in this many logs out; the others log in, also at phones in use. */
const LOGOUT_ONE_IN = 5;
/** Before the fault, and again after it. */
const LEAST_ANSWERED = 8;
const LEAST_WITHIN_MS = 120_000;

/** Starts users who log in and out at these phones; `perSecond` of them begin each second. */
export function startLoad(seats: readonly Seat[], extensions: readonly string[], perSecond: number): Load {
  const count: LoadCount = { answered: 0, failed: 0, reasons: new Map() };
  const busy = new Map<Seat, Promise<void>>();
  const begin = (): void => {
    const free = seats.filter((seat) => !busy.has(seat) && seat.phone.isOn);
    const seat = randomItem(free);
    const extension = randomItem(extensions);
    if (!seat || extension === undefined) return;
    const work = useSeat(seat, extension)
      .then(
        () => {
          count.answered += 1;
        },
        (error: unknown) => {
          count.failed += 1;
          const why = String(error).slice(0, 300);
          count.reasons.set(why, (count.reasons.get(why) ?? 0) + 1);
        },
      )
      .finally(() => busy.delete(seat));
    busy.set(seat, work);
  };
  const timer = setInterval(begin, 1_000 / perSecond);
  return {
    answered: () => count.answered,
    async stop() {
      clearInterval(timer);
      await Promise.all(busy.values());
      return count;
    },
  };
}

/** Opens the login app and logs out or logs in, as its menu offers. */
async function useSeat({ phone }: Seat, extension: string): Promise<void> {
  if (phone.screen() !== null) await phone.exit();
  const key = phone.keys().find(({ opens }) => opens !== null);
  await phone.pressKey(key?.slot ?? 'a key that opens the login app');
  const menu = phone.screen();
  const offered = menu?.kind === 'menu' ? menu.items.map(({ label }) => label) : [];
  const logsOut = offered.includes('Logout') && Math.random() * LOGOUT_ONE_IN < 1;
  await phone.choose(logsOut ? 'Logout' : (offered.find((label) => label !== 'Logout') ?? 'Login'));
  const typed: Readonly<Record<string, string>> = { extension, password: pinOf(extension) };
  for (let page = phone.screen(); page?.kind === 'form'; page = phone.screen()) {
    phone.fill(Object.fromEntries(page.fields.map(({ name }) => [name, typed[name] ?? ''])));
    await phone.submit();
  }
}

/**
 * Runs the load, causes the fault, and runs the load for the same time again: each time for longer on a busy machine, until
 * enough logins and logouts have been answered to prove something.
 */
export async function underLoad(
  load: Load,
  milliseconds: number,
  fault: () => Promise<void>,
): Promise<LoadCount> {
  await runFor(load, milliseconds);
  await fault();
  await runFor(load, milliseconds);
  return load.stop();
}

async function runFor(load: Load, milliseconds: number): Promise<void> {
  const least = load.answered() + LEAST_ANSWERED;
  await sleep(milliseconds);
  await eventually(() => load.answered() >= least, LEAST_WITHIN_MS);
}

function randomItem<T>(items: readonly T[]): T | undefined {
  return items[Math.floor(Math.random() * items.length)];
}

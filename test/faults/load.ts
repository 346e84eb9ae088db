import { setTimeout as sleep } from 'node:timers/promises';
import { pinOf, type Seat } from './seats';

/** What the users of a load came to. */
export interface LoadCount {
  /** Logins that were answered by a screen, and logouts. */
  answered: number;
  /** Whatever a fault kept from being answered. */
  failed: number;
  /** Why, in words, and how often. */
  readonly reasons: Map<string, number>;
}

export interface Load {
  /** Lets those who are typing end. May be called more than once. */
  stop(): Promise<LoadCount>;
}

/** One in so many logs out; the others log in, also where somebody is logged in. */
const LOGOUT_ONE_IN = 5;

/** People who log in and out at these phones, as typed at the phone: so many begin in a second. */
export function startLoad(seats: readonly Seat[], extensions: readonly string[], perSecond: number): Load {
  const count: LoadCount = { answered: 0, failed: 0, reasons: new Map() };
  const busy = new Map<Seat, Promise<void>>();
  const begin = (): void => {
    const free = seats.filter((seat) => !busy.has(seat) && seat.phone.isOn);
    const seat = anyOf(free);
    const extension = anyOf(extensions);
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
    async stop() {
      clearInterval(timer);
      await Promise.all(busy.values());
      return count;
    },
  };
}

/** Opens the app, and logs out, or in as somebody else: as the menu offers it, whatever the phone believes. */
async function useSeat({ phone }: Seat, extension: string): Promise<void> {
  if (phone.screen() !== null) await phone.exit();
  const key = phone.keys().find(({ opens }) => opens !== null);
  await phone.pressKey(key?.slot ?? 'a key that opens the login app');
  const menu = phone.screen();
  const offered = menu?.kind === 'menu' ? menu.items.map(({ label }) => label) : [];
  const leave = offered.includes('Logout') && Math.random() * LOGOUT_ONE_IN < 1;
  await phone.choose(leave ? 'Logout' : (offered.find((label) => label !== 'Logout') ?? 'Login'));
  const typed: Readonly<Record<string, string>> = { extension, password: pinOf(extension) };
  for (let page = phone.screen(); page?.kind === 'form'; page = phone.screen()) {
    phone.fill(Object.fromEntries(page.fields.map(({ name }) => [name, typed[name] ?? ''])));
    await phone.submit();
  }
}

/** Lets the load run for so long, and what the fault is, with it. */
export async function underLoad(
  load: Load,
  milliseconds: number,
  fault: () => Promise<void>,
): Promise<LoadCount> {
  await sleep(milliseconds);
  await fault();
  await sleep(milliseconds);
  return load.stop();
}

function anyOf<T>(items: readonly T[]): T | undefined {
  return items[Math.floor(Math.random() * items.length)];
}

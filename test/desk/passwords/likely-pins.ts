import { isWeakPin } from '../../../src/desk/passwords/weak-pin';

/** A number in [0, 1). */
export type Random = () => number;

/** The same numbers in each run. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** About how many of 1,000 people choose which PIN, as published lists of leaked PINs have it: the first 20 are those of one of them. */
const FAVOURITES: Readonly<Record<string, number>> = {
  '1234': 107,
  '1111': 60,
  '0000': 19,
  '1212': 12,
  '7777': 7.5,
  '1004': 6,
  '2000': 6,
  '4444': 5,
  '2222': 5,
  '6969': 5,
  '9999': 4.5,
  '3333': 4,
  '5555': 4,
  '6666': 4,
  '1122': 4,
  '1313': 3,
  '8888': 3,
  '4321': 3,
  '2001': 3,
  '1010': 3,
  '1342': 2.5,
  '2020': 2.5,
  '2580': 2,
  '2468': 1.5,
  '2112': 1.3,
  '2323': 1.3,
  '2525': 1.3,
  '1022': 1.2,
  '1230': 1.2,
  '1221': 1.2,
  '4200': 1.2,
  '5683': 1.2,
  '0852': 1,
  '1000': 1,
  '1020': 1,
  '1357': 1,
  '5150': 1,
};
const YEARS = Array.from({ length: 75 }, (_, index) => String(1_950 + index));
const DATES = Array.from({ length: 12 * 28 }, (_, index) =>
  [(index % 28) + 1, Math.floor(index / 28) + 1].map((part) => String(part).padStart(2, '0')).join(''),
);
/** Of 1,000 people, how many choose a year of birth, and how many a date. */
const YEAR_SHARE = 70;
const DATE_SHARE = 200;

const COMMON = new Map<string, number>();
for (const pin of YEARS) COMMON.set(pin, YEAR_SHARE / YEARS.length);
for (const pin of DATES) COMMON.set(pin, (COMMON.get(pin) ?? 0) + DATE_SHARE / DATES.length);
for (const [pin, share] of Object.entries(FAVOURITES)) COMMON.set(pin, (COMMON.get(pin) ?? 0) + share);

/** A PIN of 4 digits as a person chooses it. */
export function choosePin(random: Random): string {
  let left = random() * 1_000;
  for (const [pin, share] of COMMON) {
    left -= share;
    if (left < 0) return pin;
  }
  return String(Math.floor(random() * 10_000)).padStart(4, '0');
}

/** The share of people who choose one of these PINs, 0 to 1. */
export function shareOf(pins: readonly string[]): number {
  const common = [...COMMON.values()].reduce((sum, share) => sum + share, 0);
  const others = (1_000 - common) / 10_000;
  return pins.reduce((sum, pin) => sum + (COMMON.get(pin) ?? 0) + others, 0) / 1_000;
}

/** The likeliest first. */
export const LIKELY_PINS = [...COMMON].sort(([, one], [, other]) => other - one).map(([pin]) => pin);
const isWeak = (pin: string) => isWeakPin(pin, '');

/** What a sprayer tries first: the weak ones, and the others. */
export const LIKELY_WEAK_PINS: readonly string[] = LIKELY_PINS.filter(isWeak);
export const LIKELY_OTHER_PINS: readonly string[] = LIKELY_PINS.filter((pin) => !isWeak(pin));

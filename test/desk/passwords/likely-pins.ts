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

/** About how many of 1,000 people choose which PIN, as published lists of leaked PINs have it. */
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
};
const YEARS = Array.from({ length: 60 }, (_, index) => String(1_950 + index));
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

const LIKELIEST = [...COMMON].sort(([, one], [, other]) => other - one).map(([pin]) => pin);
const isWeak = (pin: string) => isWeakPin(pin, '');

/** What a sprayer tries first, the likeliest first: the weak ones, and the others. */
export const LIKELY_WEAK_PINS: readonly string[] = LIKELIEST.filter(isWeak);
export const LIKELY_OTHER_PINS: readonly string[] = LIKELIEST.filter((pin) => !isWeak(pin));

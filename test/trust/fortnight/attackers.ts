import type { Figures } from '../../desk/passwords/figures';
import { LIKELY_OTHER_PINS, LIKELY_WEAK_PINS, type Random } from '../../desk/passwords/likely-pins';
import { macOf } from '../../desk/passwords/typing';
import { FIRST_SWEPT, type Site } from './site';

/** One step of an attack. */
export type Attack = () => Promise<void>;

const SWEEPING_ADDRESSES = 200;
const SPRAYING_ADDRESSES = 60;
/** Of the guesses of the sprayer, in case that weak PINs are allowed. */
const WEAK_GUESSES = 0.1;

/** Asks for MACs that nobody has asked for before, from many addresses. */
export function createSweep(site: Site, figures: Figures, macsPerStep: number): Attack {
  let swept = 0;
  return async () => {
    for (let count = 0; count < macsPerStep; count += 1) {
      swept += 1;
      const { status } = await site.claim(
        macOf(FIRST_SWEPT + swept),
        `192.0.2.${1 + (swept % SWEEPING_ADDRESSES)}`,
      );
      figures.add(`sweep: ${status}`);
    }
  };
}

/** One source asks for one known MAC, again and again. */
export function createHammer(site: Site, figures: Figures, requestsPerStep: number): Attack {
  const mac = site.phones[7]?.mac ?? macOf(0);
  return async () => {
    for (let count = 0; count < requestsPerStep; count += 1)
      figures.add(`hammer: ${(await site.claim(mac, '203.0.113.250')).status}`);
  };
}

/** Tries likely PINs at all extensions under the MACs of the site, until refused; then again at the next step. */
export function createSprayer(site: Site, random: Random, figures: Figures): Attack {
  const opened = new Set<string>();
  const tried = { weak: new Map<string, number>(), other: new Map<string, number>() };
  const pins = { weak: LIKELY_WEAK_PINS, other: LIKELY_OTHER_PINS };
  const guess = guesserBy(site);
  return async () => {
    for (let refused = 0; refused < 2; ) {
      const kind = random() < WEAK_GUESSES ? 'weak' : 'other';
      const extension = site.extensions[Math.floor(random() * site.extensions.length)] ?? '';
      if (opened.has(extension)) continue;
      const count = tried[kind].get(extension) ?? 0;
      const mac = site.phones[Math.floor(random() * site.phones.length)]?.mac ?? macOf(0);
      const from = `198.51.100.${1 + Math.floor(random() * SPRAYING_ADDRESSES)}`;
      const outcome = await guess(mac, from, extension, pins[kind][count] ?? '0000');
      if (outcome === 'locked-out') refused += 1;
      else tried[kind].set(extension, count + 1);
      if (outcome === 'opened') opened.add(extension);
      const strength = site.hasWeakPin(extension) ? 'weak PIN' : 'other PIN';
      figures.add(`sprayer, ${outcome === 'opened' ? strength : 'guess'}: ${outcome}`);
    }
  };
}

/** Tries all PINs of one extension from many addresses, and under the MAC of its phone. */
export function createGuesser(site: Site, victim: string, figures: Figures): Attack {
  const mac = site.phones[site.extensions.indexOf(victim)]?.mac ?? macOf(0);
  const guess = guesserBy(site);
  let pin = 0;
  return async () => {
    const outcome = await guess(mac, `203.0.113.${1 + (pin % 240)}`, victim, String(pin).padStart(4, '0'));
    if (outcome !== 'locked-out') pin += 1;
    figures.add(`guesser: ${outcome}`);
  };
}

/** Guesses by page tokens that anybody gets, and keeps them. */
function guesserBy(site: Site) {
  const tokens = new Map<string, string>();
  return async (
    mac: Parameters<Site['claim']>[0],
    from: string,
    extension: string,
    pin: string,
  ): Promise<string> => {
    const key = `${mac} ${from}`;
    for (let round = 0; round < 2; round += 1) {
      const token = tokens.get(key) ?? (await site.claim(mac, from)).token;
      if (token === null) return 'no page';
      tokens.set(key, token);
      const outcome = await site.sendLogin(token, from, extension, pin);
      // The refusal at a phone in use says that the PIN is right.
      if (outcome === 'in' || outcome === 'phone-in-use') return 'opened';
      if (outcome !== 'expired') return outcome;
      tokens.delete(key);
    }
    return 'expired';
  };
}

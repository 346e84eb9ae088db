import type { Knex } from 'knex';
import { isWeakPin } from '../../../src/desk/passwords/weak-pin';
import { openTestDatabase } from '../../support/test-database';
import { roundCount } from '../../tier';
import { Figures } from './figures';
import { LIKELY_OTHER_PINS, LIKELY_WEAK_PINS, type Random, seededRandom } from './likely-pins';
import { openSite, type Site } from './simulated-site';
import { macOf } from './typing';

const EXTENSIONS = 300;
const DAYS = roundCount({ full: 14, core: 1 });
const STEP_MS = 30 * 60_000;
const STEPS_PER_DAY = 48;
const SPRAYING_ADDRESSES = 60;
/** Each tenth guess of the sprayer is a weak PIN, in case that they are allowed. */
const WEAK_GUESSES = 0.1;
const TYPING_ERRORS = 0.06;
const LOGINS_AT_OTHER_DESKS = 0.1;
const LOGINS_AT_NEW_PHONES = 0.03;

let db: Knex;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.destroy());

test(`${DAYS} days of attacks on ${EXTENSIONS} extensions: owners get in at known phones, the sprayer at few`, async () => {
  const random = seededRandom(14);
  const site = await openSite(db, EXTENSIONS, random);
  const victim = site.extensions[123] ?? '';
  site.setPin(victim, '8305');
  const figures = new Figures();
  const spray = createSprayer(site, random, figures);
  const guess = createGuesser(site, victim, figures);
  for (let day = 0; day < DAYS; day += 1) {
    if (day > 0) site.renewLeases();
    const due = planLogins(random);
    for (let step = 0; step < STEPS_PER_DAY; step += 1) {
      for (const index of due.get(step) ?? []) await logIn(site, random, figures, index);
      await guess();
      await spray();
      site.advance(STEP_MS);
      if (step % 12 === 0) await site.purge();
    }
  }
  const weak = site.extensions.filter((extension) => isWeakPin(site.pinOf(extension), extension)).length;
  const rows = await site.countAttemptRows();
  process.stderr.write(
    `${DAYS} days, ${EXTENSIONS} extensions, ${weak} of them with weak PINs; ${rows} counters at the end\n${figures}`,
  );
  expect(figures.of('owner at their phone, right PIN: in')).toBeGreaterThan(DAYS * EXTENSIONS);
  for (const where of ['their phone', 'another desk'])
    for (const code of ['locked-out', 'weak-voicemail-pin', 'wrong-password'])
      expect([where, code, figures.of(`owner at ${where}, right PIN: ${code}`)]).toEqual([where, code, 0]);
  expect(figures.of('sprayer, weak PIN: in')).toBe(0);
  expect(figures.of('sprayer, other PIN: in')).toBeLessThanOrEqual(Math.ceil(DAYS / 2));
  expect(figures.of('guesser: in')).toBe(0);
  expect(rows).toBeLessThan(2_000);
}, 1_800_000);

/** Who logs in at which step of a day: everybody in the morning and after lunch. */
function planLogins(random: Random): ReadonlyMap<number, number[]> {
  const due = new Map<number, number[]>();
  const add = (step: number, index: number) => due.set(step, [...(due.get(step) ?? []), index]);
  for (let index = 0; index < EXTENSIONS; index += 1) {
    add(14 + Math.floor(random() * 6), index);
    add(25 + Math.floor(random() * 4), index);
  }
  return due;
}

/** Somebody logs in, mostly at their own phone, and sometimes mistypes first. */
async function logIn(site: Site, random: Random, figures: Figures, index: number): Promise<void> {
  const extension = site.extensions[index] ?? '';
  const where = random();
  const isNew = where < LOGINS_AT_NEW_PHONES;
  const isOther = !isNew && where < LOGINS_AT_NEW_PHONES + LOGINS_AT_OTHER_DESKS;
  const known = site.phones[isOther ? Math.floor(random() * EXTENSIONS) : index];
  if (!known) throw new Error('no phone');
  const mac = macOf(10_000 + Math.floor(random() * 1_000_000));
  const phone = isNew ? site.stranger(mac, `10.9.0.${1 + Math.floor(random() * 250)}`) : known;
  const name = isNew ? 'a new phone' : isOther ? 'another desk' : 'their phone';
  const pin = site.pinOf(extension);
  if (random() < TYPING_ERRORS) {
    const wrong = String((Number(pin) + 1 + Math.floor(random() * 9_000)) % 10_000).padStart(4, '0');
    figures.add(`owner at ${name}, mistyped: ${await site.type(phone, extension, wrong)}`);
  }
  const outcome = await site.type(phone, extension, pin);
  figures.add(`owner at ${name}, right PIN: ${outcome}`);
  if (outcome === 'in' && !isNew) await site.haveSession(known, extension);
}

/** Tries likely PINs at all extensions, at phones of the site, until refused; then again at the next step. */
function createSprayer(site: Site, random: Random, figures: Figures): () => Promise<void> {
  const opened = new Set<string>();
  /** How many PINs of each list were tried at an extension. */
  const tried = { weak: new Map<string, number>(), other: new Map<string, number>() };
  const pins = { weak: LIKELY_WEAK_PINS, other: LIKELY_OTHER_PINS };
  return async () => {
    for (let refused = 0; refused < 2; ) {
      const kind = random() < WEAK_GUESSES ? 'weak' : 'other';
      const extension = site.extensions[Math.floor(random() * EXTENSIONS)] ?? '';
      if (opened.has(extension)) continue;
      const count = tried[kind].get(extension) ?? 0;
      const mac = site.phones[Math.floor(random() * EXTENSIONS)]?.mac ?? macOf(0);
      const phone = site.stranger(mac, `198.51.100.${1 + Math.floor(random() * SPRAYING_ADDRESSES)}`);
      const outcome = await site.type(phone, extension, pins[kind][count] ?? '0000');
      if (outcome === 'locked-out') refused += 1;
      else tried[kind].set(extension, count + 1);
      if (outcome === 'in') opened.add(extension);
      figures.add(`sprayer, ${kind} PIN: ${outcome}`);
    }
  };
}

/** Tries all PINs of one extension from many addresses, and under the MAC of its phone. */
function createGuesser(site: Site, victim: string, figures: Figures): () => Promise<void> {
  const mac = site.phones[site.extensions.indexOf(victim)]?.mac ?? macOf(0);
  let pin = 0;
  return async () => {
    const phone = site.stranger(mac, `203.0.113.${1 + (pin % 250)}`);
    const outcome = await site.type(phone, victim, String(pin).padStart(4, '0'));
    if (outcome !== 'locked-out') pin += 1;
    figures.add(`guesser: ${outcome}`);
  };
}

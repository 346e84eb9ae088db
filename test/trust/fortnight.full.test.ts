import type { Knex } from 'knex';
import { Figures } from '../desk/passwords/figures';
import { type Random, seededRandom } from '../desk/passwords/likely-pins';
import { openTestDatabase } from '../support/test-database';
import { type Attack, createGuesser, createHammer, createSprayer, createSweep } from './fortnight/attackers';
import { type RowCounts, reportFortnight } from './fortnight/report';
import { openSite, type Site, type SitePhone } from './fortnight/site';
import { keepStatements } from './observer/prepared-statements';

const EXTENSIONS = 120;
const WEEK = 7;
const STEP_MS = 30 * 60_000;
const STEPS_PER_DAY = 48;
const SWEPT_MACS_PER_STEP = 42;
const HAMMERED_PER_STEP = 8;
/** So short that the tables reach their size within the first week. */
const RETENTION_DAYS = 5;
const TYPING_ERRORS = 0.06;
const LOGINS_AT_OTHER_DESKS = 0.1;
const LOGINS_AT_NEW_PHONES = 0.03;
const LOGOUTS_AT_NIGHT = 0.7;
const OWNERS_WHO_GET_IN = [
  'owner with PIN at their phone',
  'owner with PIN at another desk',
  'owner with PIN at a routed phone',
  'owner with PIN at a new phone',
  'owner with weak PIN at their phone',
  'owner with weak PIN at another desk',
];

let db: Knex;
beforeAll(async () => {
  db = await openTestDatabase();
  await keepStatements(db);
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
    ],
  });
});
afterAll(async () => {
  jest.useRealTimers();
  await db.destroy();
});

test('two weeks under a MAC sweep, a PIN spray and new addresses every day: no owner is refused, and no table grows on', async () => {
  const random = seededRandom(14);
  const site = await openSite(db, EXTENSIONS, random);
  await site.service.set({ retentionDays: RETENTION_DAYS });
  await site.renewLeases();
  await site.makeKnown();
  const figures = new Figures();
  // The guesser begins at 0000.
  const victim = site.extensions.find((extension) => site.pinOf(extension) > '3000') ?? '';
  const attacks = [
    createSweep(site, figures, SWEPT_MACS_PER_STEP),
    createHammer(site, figures, HAMMERED_PER_STEP),
    createGuesser(site, victim, figures),
    createSprayer(site, random, figures),
  ];
  const rows: RowCounts[] = [];
  for (let day = 1; day <= 2 * WEEK; day += 1) {
    await site.renewLeases();
    await liveDay(site, planDay(site, random, figures), attacks);
    if (day % WEEK === 0) rows.push(await site.rowsPerTable());
  }
  await site.service.close();
  const [week = new Map(), fortnight = new Map()] = rows;
  const weak = site.extensions.filter(site.hasWeakPin).length;
  const swept = await site.countSweptPhones();
  reportFortnight(week, fortnight, figures, [
    `${EXTENSIONS} extensions, ${weak} with weak PINs`,
    `${swept} phones left by the sweep`,
  ]);

  for (const owner of OWNERS_WHO_GET_IN) {
    const outcomes = figures.after(`${owner}: `);
    expect([owner, outcomes]).toEqual([owner, [['in', expect.any(Number)]]]);
  }
  expect(figures.of('sprayer, weak PIN: opened')).toBe(0);
  expect(figures.of('guesser: opened')).toBe(0);
  // Known phones are never slowed, whoever asks for them.
  expect(figures.after('hammer: ')).toEqual([['200', 2 * WEEK * STEPS_PER_DAY * HAMMERED_PER_STEP]]);

  for (const [table, count] of fortnight) {
    const before = week.get(table) ?? 0;
    expect([table, count <= before * 1.2 + 50]).toEqual([table, true]);
    expect([table, count <= mostRows(table)]).toEqual([table, true]);
  }
}, 3_600_000);

/** What a table may hold at most. */
function mostRows(table: string): number {
  const usersPerDay = EXTENSIONS * 2;
  switch (table) {
    case 'hotdesk_phones':
      // Those of the site and what a sweep leaves: 5,000, and those of its last day.
      return EXTENSIONS + 5_000 + SWEPT_MACS_PER_STEP * STEPS_PER_DAY;
    case 'hotdesk_sessions':
      return (RETENTION_DAYS + 1) * usersPerDay;
    case 'hotdesk_audit':
      // What strangers cause is limited to 300 an hour.
      return (RETENTION_DAYS + 1) * (24 * 300 + usersPerDay * 10);
    case 'hotdesk_attempts':
      return 10 * EXTENSIONS;
    default:
      return 20;
  }
}

async function liveDay(site: Site, plan: Plan, attacks: readonly Attack[]): Promise<void> {
  for (let step = 0; step < STEPS_PER_DAY; step += 1) {
    for (const act of plan.get(step) ?? []) await act();
    for (const attack of attacks) await attack();
    await site.pass(STEP_MS);
    if (step % 2 === 1) await site.service.purge();
    if (step % 8 === 7) await site.service.reconcile();
  }
}

type Plan = ReadonlyMap<number, readonly (() => Promise<void>)[]>;

/** What users do at which step of a day: everybody logs in in the morning, some move after lunch, most log out in the evening. */
function planDay(site: Site, random: Random, figures: Figures): Plan {
  const plan = new Map<number, (() => Promise<void>)[]>();
  const add = (step: number, act: () => Promise<void>) => plan.set(step, [...(plan.get(step) ?? []), act]);
  const between = (from: number, to: number) => from + Math.floor(random() * (to - from));
  site.phones.forEach((phone, index) => {
    const extension = site.extensions[index] ?? '';
    add(between(14, 20), () => logIn(site, random, figures, { phone, extension, name: 'their phone' }));
    const where = random();
    const [step, back] = [between(24, 28), between(29, 33)];
    if (where < LOGINS_AT_NEW_PHONES) {
      const fresh = site.newPhone(between(0, 900_000), `10.9.0.${between(1, 250)}`);
      add(step, () => logIn(site, random, figures, { phone: fresh, extension, name: 'a new phone' }));
    } else if (where < LOGINS_AT_NEW_PHONES + LOGINS_AT_OTHER_DESKS) {
      const other = site.phones[between(0, site.phones.length)] ?? phone;
      add(step, () => logIn(site, random, figures, { phone: other, extension, name: 'another desk' }));
    }
    if (where < LOGINS_AT_NEW_PHONES + LOGINS_AT_OTHER_DESKS)
      add(back, () => logIn(site, random, figures, { phone, extension, name: 'their phone' }));
    if (random() < LOGOUTS_AT_NIGHT) add(between(34, 40), () => site.logOut(phone));
  });
  return plan;
}

interface Login {
  readonly phone: SitePhone;
  readonly extension: string;
  readonly name: string;
}

/** A user logs in, and sometimes mistypes first. */
async function logIn(
  site: Site,
  random: Random,
  figures: Figures,
  { phone, extension, name }: Login,
): Promise<void> {
  const pin = site.pinOf(extension);
  // Behind a router and without a URL of its own, it is a stranger once its address has changed.
  const place = phone.kind === 'routed' ? 'a routed phone' : name;
  if (random() < TYPING_ERRORS) {
    const wrong = String((Number(pin) + 1 + Math.floor(random() * 9_000)) % 10_000).padStart(4, '0');
    figures.add(`owner who mistypes at ${place}: ${await site.logIn(phone, extension, wrong)}`);
  }
  const kind = site.hasWeakPin(extension) ? 'weak PIN' : 'PIN';
  figures.add(`owner with ${kind} at ${place}: ${await site.logIn(phone, extension, pin)}`);
}

import pino from 'pino';
import { SETTINGS } from '../../src/config/settings';
import { parseMac } from '../../src/lib/mac';
import { contactOfS500 } from '../phones/phone-server-support';
import { eventually, openTestApp, type TestApp } from '../test-app';

const HOUR_MS = 3_600_000;
const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

interface Phone {
  readonly mac: string;
  readonly address: string;
}
const RECEPTION: Phone = { mac: '005058000001', address: '127.0.0.11' };
const OFFICE: Phone = { mac: '005058000002', address: '127.0.0.12' };
const LOBBY: Phone = { mac: '005058000003', address: '127.0.0.13' };

type Line = Readonly<Record<string, unknown>> & { readonly event: string };

let app: TestApp;
let lines: Line[];
let written: string[];
beforeEach(async () => {
  lines = [];
  written = [];
  const write = (text: string): void => {
    written.push(text.trim());
    lines.push(JSON.parse(text));
  };
  const log = pino({ level: SETTINGS.logLevel.schema.parse('info'), base: null }, { write });
  app = await openTestApp({}, { log }, null, { log });
  app.stopClock();
  await app.desk.reconcile();
  lines.length = 0;
  written.length = 0;
});
afterEach(() => app.close());

const fetchConfig = ({ mac, address }: Phone) => app.get(`/provision/cfg${mac}.xml`, address, S500);

async function appsPath(phone: Phone): Promise<string> {
  const { body } = await fetchConfig(phone);
  return new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(body)?.[0] ?? '').pathname;
}

async function logIn(phone: Phone, extension: string, password: string): Promise<void> {
  const query = `extension=${extension}&password=${password}`;
  await app.get(`${await appsPath(phone)}/login?${query}`, phone.address, S500);
  await later(1_000);
}

/** The phone takes its account. */
async function register(phone: Phone, extension: string): Promise<void> {
  await fetchConfig(phone);
  app.asterisk.register(contactOfS500(extension, phone.address, S500['User-Agent']));
  const isVerified = async () =>
    (await app.store.activeSessionsOf(extension)).some(
      ({ state, mac }) => state === 'verified' && mac === phone.mac,
    );
  await eventually(isVerified);
}

async function later(milliseconds: number): Promise<void> {
  app.later(milliseconds);
  await app.desk.reconcile();
  await eventually(async () => (await app.db('hotdesk_jobs').first('id')) === undefined);
}

/** All phones read their configs again and again, as they do all day. */
async function pollFor(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) {
    for (const phone of [RECEPTION, OFFICE, LOBBY]) await fetchConfig(phone);
    await later(HOUR_MS);
  }
}

/** The lines since the last call: their events, with what they say of it. */
function said(): readonly (readonly unknown[])[] {
  return (
    lines
      .splice(0)
      // A busy machine may lose the leadership for a moment.
      .filter(({ event }) => event !== 'leader.lost' && event !== 'leader.elected')
      .map(({ event, extension, mac, reason, repair }) =>
        [event, extension, mac, reason ?? repair].filter((value) => value !== undefined && value !== null),
      )
  );
}

test('the log tells the story of a day at its default level, without noise', async () => {
  // Three phones of the house are switched on.
  for (const phone of [RECEPTION, OFFICE, LOBBY]) await fetchConfig(phone);
  expect(said()).toEqual([]);

  await logIn(RECEPTION, '1001', '4711');
  await register(RECEPTION, '1001');
  expect(said()).toEqual([
    ['login.accepted', '1001', RECEPTION.mac],
    ['session.verified', '1001', RECEPTION.mac],
  ]);

  await logIn(OFFICE, '1002', '9999');
  expect(said()).toEqual([['login.refused', '1002', OFFICE.mac, 'wrong-password']]);

  // The phone in the office is stuck: it is notified again, then an admin is told.
  await logIn(OFFICE, '1002', '4712');
  await later(31_000);
  await later(181_000);
  expect(said()).toEqual([
    ['login.accepted', '1002', OFFICE.mac],
    ['session.repaired', '1002', OFFICE.mac, 'notified-again'],
    ['session.unverified', '1002', OFFICE.mac, 'not-fetched'],
  ]);
  await register(OFFICE, '1002');
  expect(said()).toEqual([['session.verified', '1002', OFFICE.mac]]);

  await pollFor(4);
  expect(said()).toEqual([]);

  // Alice moves to the lobby, and logs out in the evening.
  await logIn(LOBBY, '1001', '4711');
  await register(LOBBY, '1001');
  expect(said()).toEqual([
    ['session.ended', '1001', RECEPTION.mac, 'moved'],
    ['login.accepted', '1001', LOBBY.mac],
    ['session.verified', '1001', LOBBY.mac],
  ]);
  await app.get(`${await appsPath(LOBBY)}/logout`, LOBBY.address, S500);
  await later(1_000);
  await fetchConfig(LOBBY);
  expect(said()).toEqual([['session.ended', '1001', LOBBY.mac, 'logout']]);

  await pollFor(8);
  expect(said()).toEqual([]);
  process.stderr.write(`the log of a day:\n${written.join('\n')}\n`);
});

describe('a phone that is turned away', () => {
  const STRANGER: Phone = { mac: '0050580000aa', address: '127.0.0.20' };
  const audit = async () =>
    (await app.db('hotdesk_audit').where({ action: 'phone-turned-away' }).orderBy('id')).map(
      ({ mac, address, details }) => [mac, address, JSON.parse(details).reason],
    );

  test.each([
    ['default-login-off', { defaultLogin: false }],
    ['not-known', { enrolment: 'known' as const }],
    ['not-in-network', { enrolment: 'network' as const, enrolmentInternalNetworks: ['10.0.0.0/8'] }],
  ])('because of the settings is one line and one entry, with the reason %s', async (reason, change) => {
    await app.set(change);
    for (let minutes = 0; minutes < 120; minutes += 10) {
      expect((await fetchConfig(STRANGER)).status).toBe(404);
      app.later(600_000);
    }
    expect(lines).toMatchObject([
      { event: 'phone.turned-away', reason, mac: STRANGER.mac, brand: 'sangoma', source: STRANGER.address },
    ]);
    expect(await audit()).toEqual([[STRANGER.mac, STRANGER.address, reason]]);
  });

  test('as one of an unknown brand is one line and one entry', async () => {
    for (let times = 0; times < 5; times += 1) await app.get('/provision/acme-9000.cfg', STRANGER.address);
    expect(said()).toEqual([['phone.unknown-brand']]);
    expect(await audit()).toEqual([[null, STRANGER.address, 'unknown-brand']]);
  });

  test('because too many enrol at once is in the log, and counted in the audit', async () => {
    const macOf = (index: number) => `0050582${index.toString(16).padStart(5, '0')}`;
    for (let index = 0; index < 1_001; index += 1)
      await app.desk.resolveConfig({
        mac: parseMac(macOf(index)) ?? ('' as never),
        brand: 'sangoma',
        model: null,
        firmware: null,
        address: '127.0.0.30',
        tokenText: null,
      });
    expect((await fetchConfig({ mac: macOf(5_000), address: '127.0.0.31' })).status).toBe(429);
    expect(said()).toEqual([
      ['enrolment.limited'],
      ['phone.turned-away', macOf(5_000), 'too-many-enrolments'],
    ]);
    // Those who enrolled have used up the budget of the audit. An hour later it says how many it left out.
    app.later(HOUR_MS);
    await app.set({ defaultLogin: false });
    await fetchConfig(STRANGER);
    const limited = await app.db('hotdesk_audit').where({ action: 'audit-limited' }).first('details');
    expect(JSON.parse(limited.details).unlisted).toMatchObject({ 'phone-turned-away': 1 });
  });

  test('in a sweep of MACs cannot fill the log or the audit', async () => {
    await app.set({ defaultLogin: false });
    const macOf = (index: number) => `0050581${index.toString(16).padStart(5, '0')}`;
    for (let index = 0; index < 300; index += 1)
      await fetchConfig({ mac: macOf(index), address: STRANGER.address });
    const events = said().map(([event]) => event);
    expect(events.filter((event) => event === 'phone.turned-away')).toHaveLength(30);
    expect(events.filter((event) => event === 'fetch.storm')).toHaveLength(1);
    expect(events).toHaveLength(31);
    expect(await audit()).toHaveLength(30);
  });
});

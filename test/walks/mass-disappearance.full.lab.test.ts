import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { testAddress } from '../addresses';
import { type LabApp, openLabApp } from '../lab/lab-app';
import { eventually } from '../test-app';
import { logInAt, sessionOf, typeLogin } from './support';

const USERS = [
  { extension: '1001', password: '4711', mac: '005058000b01' },
  { extension: '1002', password: '4712', mac: '005058000b02' },
  { extension: '1003', password: 'desk-user', mac: '005058000b03' },
] as const;
const EVERYBODY = USERS.map(({ extension }) => extension);
const INCOMPLETE = 'The phone system is not complete right now.';

let app: LabApp;
let phones: readonly SimulatedPhone[];
beforeAll(async () => {
  app = await openLabApp();
  phones = USERS.map(({ mac }, index) => app.phone('sangoma', 's500', mac, testAddress(81, index + 1)));
  for (const [index, { extension, password }] of USERS.entries()) {
    const phone = phones[index];
    await phone?.boot();
    if (phone) await logInAt(app, phone, extension, password);
  }
}, 200_000);
afterAll(() => app?.close(), 30_000);

const loggedIn = async () => (await app.store.activeSessions()).map(({ extension }) => extension).sort();
const reconcile = () => app.rest('POST', '/api/v1/reconcile', {});
const notifies = () => phones.map((phone) => phone.notifies.length);
const isReady = async () => (await fetch(`http://127.0.0.1:${app.service.adminPort}/readyz`)).status === 200;
const isIncomplete = async () => (await app.rest('GET', '/api/v1/pbx')).body.complete === false;

/** Reconciles every few seconds, as long as the rows are gone. */
async function pass(seconds: number): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    await reconcile();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
  }
}

/** Takes all rows of a table away; returns the function that puts back those that `isKept`. */
async function empty(table: 'users' | 'devices' | 'sip') {
  const rows: Record<string, unknown>[] = await app.db(table).select('*');
  await app.db(table).delete();
  return async (isKept: (row: Record<string, unknown>) => boolean = () => true) => {
    await app.db.batchInsert(table, rows.filter(isKept), 50);
  };
}

test.each(['users', 'devices', 'sip'] as const)(
  'three phones keep their sessions, accounts and registrations while %s is empty for 50 seconds',
  async (table) => {
    const before = notifies();
    const putBack = await empty(table);
    await pass(20);
    expect(await isReady()).toBe(false);
    // A phone that restarts meanwhile gets its account.
    const [alice] = phones;
    await alice?.powerOff();
    await alice?.boot();
    await eventually(() => alice?.registered().includes('1001'), 30_000);
    await pass(30);
    expect(await loggedIn()).toEqual(EVERYBODY);
    await putBack();
    await pass(40);
    expect([await loggedIn(), await isIncomplete(), await isReady()]).toEqual([EVERYBODY, false, true]);
    for (const [index, phone] of phones.entries())
      expect(phone.registered()).toContain(USERS[index]?.extension);
    expect(notifies()).toEqual(before);
  },
  200_000,
);

test('logins are refused until voicemail.conf has its mailboxes again, and count as no attempt', async () => {
  const file = path.join(app.asterisk.etcDir, 'voicemail.conf');
  const text = readFileSync(file, 'utf8');
  const desk = app.phone('sangoma', 's500', '005058000b04', testAddress(81, 4));
  await desk.boot();
  writeFileSync(file, '[general]\nformat=wav\n[default]\n');
  await reconcile();
  expect(await isIncomplete()).toBe(true);
  await typeLogin(desk, '1004', '9004');
  expect(JSON.stringify(desk.screen())).toContain(INCOMPLETE);
  writeFileSync(file, text);
  await reconcile();
  await logInAt(app, desk, '1004', '9004');
  await app.rest('POST', '/api/v1/phones/005058000b04/logout', {});
}, 200_000);

test('an extension that is deleted while the tables are filled again ends its session, and no other', async () => {
  const tables = await Promise.all((['users', 'devices', 'sip'] as const).map(empty));
  await pass(25);
  expect(await loggedIn()).toEqual(EVERYBODY);
  for (const putBack of tables) await putBack(({ extension, id }) => ![extension, id].includes('1002'));
  await eventually(async () => {
    await reconcile();
    return (await sessionOf(app, '1002')) === null;
  }, 90_000);
  await pass(20);
  expect(await loggedIn()).toEqual(['1001', '1003']);
  const ended = await app
    .db('hotdesk_sessions')
    .where({ end_reason: 'extension-deleted' })
    .pluck('extension');
  expect(ended).toEqual(['1002']);
}, 200_000);

import type { Knex } from 'knex';
import {
  ATTEMPT_POLICIES,
  nextAttemptAt,
  unverifiedPhonesBudget,
} from '../../../src/desk/passwords/attempt-policies';
import { type Attempt, releaseAttempt, reserveAttempt } from '../../../src/desk/passwords/attempts';
import { freshPageToken } from '../../../src/desk/provisioning/tokens';
import { DEFAULT_DESK_SETTINGS } from '../../../src/desk/settings';
import { type Mac, parseMac } from '../../../src/lib/mac';
import { createDeskStore } from '../../../src/store/desk-store';
import { openTestDatabase } from '../../support/test-database';
import { openTestApp, type TestApp } from '../../test-app';
import { roundCount } from '../../tier';

const MAC = parseMac('005058000001') as Mac;
const DAY = 24 * 3_600_000;
const YEAR = 365 * DAY;
/** `npm test` attacks for two months and expects a sixth of what a year allows; the free guesses at the start only make it stricter. */
const YEARS = roundCount({ full: 1, core: 1 / 6 });
/** On average half of all PINs of 4 digits are tried before the right one. */
const HALF_OF_ALL_PINS = 5_000;
const EXTENSIONS = 300;
const TOKEN_KEY = Buffer.alloc(32, 7);

describe('the limits of attempts', () => {
  let db: Knex;
  let now: number;
  beforeEach(async () => {
    db = await openTestDatabase();
    now = Date.UTC(2026, 0, 1);
  });
  afterEach(() => db.destroy());

  const deps = () => ({
    store: createDeskStore(db),
    clock: () => now,
    tokenKey: TOKEN_KEY,
    neighbours: { macOf: async () => null },
    extensionCount: async () => EXTENSIONS,
  });
  const token = freshPageToken({ tokenKey: TOKEN_KEY }, MAC);
  const stranger = (address: string, extension = '1001') => ({ extension, mac: MAC, address, token });
  const reserve = (source: ReturnType<typeof stranger>) =>
    reserveAttempt(deps(), DEFAULT_DESK_SETTINGS, source);
  const release = (attempt: Attempt) => releaseAttempt(deps(), attempt);

  /** Adds a verified login of this phone at this address, which makes it a known phone. */
  async function makeKnown(address: string): Promise<void> {
    await db('hotdesk_sessions').insert({
      id: `known-${address}`,
      extension: '1001',
      endpoint: '1001',
      technology: 'pjsip',
      mac: MAC,
      via: 'internal',
      state: 'ended',
      allowed_by: 'voicemail-pin',
      token_id: 't',
      login_address: address,
      token_nonce: 'n',
      phone_address: address,
      requested_at: now,
      verified_at: now,
      ended_at: now,
    });
  }

  test('after the clock was set back by an hour, nobody without failures is locked out and no wait is longer', async () => {
    const source = stranger('127.0.0.11');
    const right = await reserve(source);
    if (right.allowed) await release(right);
    now -= 3_600_000;
    const allowed = async () => (await reserve(source)).allowed;
    let failures = 0;
    while (await allowed()) failures += 1;
    expect(failures).toBeGreaterThan(1);
    now -= 3_600_000;
    expect(await allowed()).toBe(false);
    now += 60 * 60_000 - 1;
    expect(await allowed()).toBe(true);
  });

  test('a PIN of 4 digits, attacked from 1,000 addresses without pause, holds for more than a year on average', async () => {
    await makeKnown('127.0.0.11');
    const begun = now;
    let guesses = 0;
    let ownerGotIn = 0;
    let turn = 0;
    while (now - begun < YEARS * YEAR && guesses < YEARS * HALF_OF_ALL_PINS) {
      const decision = await reserve(stranger(`203.0.${turn % 4}.${turn % 250}`));
      turn += 1;
      if (decision.allowed) guesses += 1;
      else {
        now = await whenStrangersMayTryAgain();
        const owner = await reserve(stranger('127.0.0.11'));
        if (owner.allowed) {
          ownerGotIn += 1;
          await release(owner);
        }
      }
    }
    expect(guesses).toBeGreaterThan(YEARS * 1_000);
    expect(guesses).toBeLessThan(YEARS * HALF_OF_ALL_PINS);
    expect(ownerGotIn).toBeGreaterThan(YEARS * 1_000);
  }, 120_000);

  /** The attacker knows the limits and returns at the earliest time. */
  async function whenStrangersMayTryAgain(): Promise<number> {
    const shared = 'unverified-external-phones';
    const rows = await db('hotdesk_attempts').whereIn('subject', ['extension 1001', shared]);
    const opens = rows.map(({ subject, failures, last_at: lastAt }) => {
      const policy =
        subject === shared
          ? unverifiedPhonesBudget(EXTENSIONS)
          : ATTEMPT_POLICIES.extensionAtUnverifiedPhones;
      return nextAttemptAt({ subject, failures, lastAt }, policy, now);
    });
    return Math.max(now + 1, ...opens);
  }

  test('parallel attempts are all counted', async () => {
    const decisions = await Promise.all(
      Array.from({ length: 20 }, (_, index) => reserve(stranger(`203.0.113.${index}`))),
    );
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(
      ATTEMPT_POLICIES.extensionAtUnverifiedPhones.free,
    );
  });

  test('refused attempts are not counted, so that waiting helps', async () => {
    for (let attempt = 0; attempt < 50; attempt += 1) await reserve(stranger('203.0.113.1'));
    now += 30_000;
    expect((await reserve(stranger('203.0.113.2'))).allowed).toBe(true);
  });

  test('a right PIN removes its own attempt and no other failure', async () => {
    for (let attempt = 0; attempt < 2; attempt += 1) await reserve(stranger('203.0.113.1'));
    const right = await reserve(stranger('203.0.113.2'));
    if (!right.allowed) throw new Error('the third attempt is free');
    await release(right);
    const counter = await db('hotdesk_attempts').where({ subject: 'extension 1001' }).first();
    expect(counter.failures).toBe(2);
  });

  test('a known phone has limits of its own', async () => {
    await makeKnown('127.0.0.11');
    for (let attempt = 0; attempt < 50; attempt += 1) await reserve(stranger('203.0.113.1'));
    const known = [];
    for (let attempt = 0; attempt < 10; attempt += 1) known.push(await reserve(stranger('127.0.0.11')));
    expect(known.filter(({ allowed }) => allowed)).toHaveLength(ATTEMPT_POLICIES.extensionAtPhone.free);
  });

  test('the failure that starts a lockout reports it, once', async () => {
    const locks: string[] = [];
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const decision = await reserve(stranger('203.0.113.1'));
      if (decision.allowed) locks.push(...decision.locks);
      now += 20 * 60_000;
    }
    // Each failure also counts as an attempt at the Admin password.
    expect(locks.sort()).toEqual(['admin', 'extension 1001']);
  });
});

describe('at the phone', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openTestApp();
  });
  afterEach(() => app.close());

  const S500 = { 'User-Agent': 'Sangoma S500 V2.0.4.67' };

  async function answerTo(extension: string, password: string, from: string): Promise<string> {
    const config = await app.get('/provision/cfg005058000001.xml', from, S500);
    const path = new URL(/http:[^<]+\/apps\/[^<]+\/i/.exec(config.body)?.[0] ?? '').pathname;
    const answer = await app.get(`${path}/login?extension=${extension}&password=${password}`, from, S500);
    return answer.body.replaceAll(path, '/apps/…');
  }

  test('an unknown extension, a wrong PIN, a lockout and a weak PIN get the same answer, also when the PIN is right', async () => {
    const unknown = await answerTo('4040', '9999', '127.0.0.5');
    const wrong = await answerTo('1001', '9999', '127.0.0.5');
    for (let attempt = 0; attempt < 3; attempt += 1) await answerTo('1001', '9999', '127.0.0.5');
    const locked = await answerTo('1001', '4711', '127.0.0.5');
    app.users.set('1002', { name: 'Bob Brown', pin: '1234', secret: 'secret' });
    const weak = await answerTo('1002', '1234', '127.0.0.5');
    expect(wrong).toBe(unknown);
    expect(locked).toBe(unknown);
    expect(weak).toBe(unknown);
    const audit = await app
      .db('hotdesk_audit')
      .where({ action: 'login-refused' })
      .orderBy('id', 'desc')
      .limit(2);
    expect(audit.map(({ details }) => JSON.parse(details).code)).toEqual([
      'weak-voicemail-pin',
      'locked-out',
    ]);
  }, 30_000);
});

import type { Contact } from '../../../src/desk/ports/asterisk';
import type { SessionRow } from '../../../src/store/rows';
import { SOFTPHONE, type World } from './world';

interface AuditRow {
  id: number;
  at: number;
  action: string;
  mac: string | null;
  details: { session?: string; reason?: string; notified?: boolean };
}

/** What must hold after every command. Checked in the tables and in the calls to Asterisk, not by asking the desk. */
export async function checkInvariants(world: World): Promise<void> {
  const sessions = await world.db<SessionRow>('hotdesk_sessions');
  const audit = await readAudit(world);
  for (const session of sessions) checkFields(session);
  checkOnePerPhoneAndExtension(sessions);
  const tokens = sessions.map(({ token_id }) => token_id);
  assertThat(new Set(tokens).size === tokens.length, 'a token of two sessions', tokens);
  checkActiveSessions(world, sessions);
  checkAudit(sessions, audit);
  checkOrder(world);
  checkSoftphones(world);
  await checkNotifications(world, audit);
}

async function readAudit({ db }: World): Promise<AuditRow[]> {
  const rows = await db('hotdesk_audit').orderBy('id').select('id', 'at', 'action', 'mac', 'details');
  return rows.map((row) => ({ ...row, details: JSON.parse(row.details) }));
}

function assertThat(condition: boolean, what: string, about: unknown): void {
  if (!condition) throw new Error(`${what}: ${JSON.stringify(about)}`);
}

function checkFields(session: SessionRow): void {
  const { state } = session;
  const isEnded = state === 'ended';
  assertThat(isEnded === (session.ended_at !== null), 'ended and ended_at differ', session);
  assertThat(isEnded === (session.end_reason !== null), 'ended and end_reason differ', session);
  assertThat((session.active_mac ?? null) === (isEnded ? null : session.mac), 'active_mac differs', session);
  assertThat(
    (session.active_extension ?? null) === (isEnded ? null : session.extension),
    'active_extension differs',
    session,
  );
  if (state === 'requested')
    assertThat(session.provisioned_at === null, 'provisioned_at is set too early', session);
  if (state === 'provisioned' || state === 'verified')
    assertThat(
      session.provisioned_at !== null && session.delivered_hash !== null,
      'provisioned without a delivered config',
      session,
    );
  if (state === 'verified')
    assertThat(
      session.contact_uri !== null && session.verified_at !== null && session.unverified_at === null,
      'verified without a contact',
      session,
    );
}

function checkOnePerPhoneAndExtension(sessions: readonly SessionRow[]): void {
  const active = sessions.filter(({ state }) => state !== 'ended');
  for (const key of ['mac', 'extension'] as const)
    assertThat(
      new Set(active.map((row) => row[key])).size === active.length,
      `two sessions of one ${key}`,
      active,
    );
}

/** The model and the tables have the same active sessions. */
function checkActiveSessions(world: World, sessions: readonly SessionRow[]): void {
  const text = (mac: string, id: string, extension: string) => `${mac} ${extension} ${id}`;
  const active = sessions.filter(({ state }) => state !== 'ended');
  const real = active.map(({ mac, id, extension }) => text(mac, id, extension)).sort();
  const expected = [...world.active].map(([mac, { id, extension }]) => text(mac, id, extension)).sort();
  assertThat(real.join() === expected.join(), 'other sessions than expected', { real, expected });
}

/** Each session has one audit entry for its login, and one for its logout if it has ended. */
function checkAudit(sessions: readonly SessionRow[], audit: readonly AuditRow[]): void {
  const entries = (action: string, id: string) =>
    audit.filter((entry) => entry.action === action && entry.details.session === id);
  for (const session of sessions) {
    assertThat(entries('login', session.id).length === 1, 'not one entry login', session);
    const ends = entries('logout', session.id);
    assertThat(
      ends.length === (session.state === 'ended' ? 1 : 0),
      'not one entry logout for its end',
      session,
    );
    assertThat(
      ends.every(({ details }) => details.reason === session.end_reason),
      'the reason differs',
      session,
    );
    if (session.state === 'verified')
      assertThat(entries('verified', session.id).length > 0, 'verified without an entry', session);
  }
  const logins = audit.filter(({ action }) => action === 'login');
  assertThat(logins.length === sessions.length, 'logins without a session', logins.length);
}

/** Jobs of a phone are done in the order of their decisions, as long as Asterisk never failed. */
function checkOrder({ asterisk, finished }: World): void {
  assertThat(
    new Set(finished.map(({ id }) => id)).size === finished.length,
    'a job was finished twice',
    finished,
  );
  if (asterisk.state.everFailed) return;
  const last = new Map<string, number>();
  for (const { id, mac } of finished) {
    assertThat(id > (last.get(mac) ?? 0), 'out of order', finished);
    last.set(mac, id);
  }
}

/** Contacts that are not phones of ours are never touched. */
function checkSoftphones({ asterisk }: World): void {
  for (const call of asterisk.calls) {
    const contact =
      call.did === 'end' ? call.contact : call.target.kind === 'contact' ? call.target.contact : null;
    assertThat(contact?.userAgent !== 'Zoiper rv2', 'a softphone was touched', call);
    if (call.did === 'notify' && call.target.kind === 'address')
      assertThat(call.target.address !== SOFTPHONE, 'a softphone was notified', call);
  }
}

/** As far as Asterisk answered, each decision to notify a phone was done exactly once, and none without a decision. */
async function checkNotifications(world: World, audit: readonly AuditRow[]): Promise<void> {
  const waiting = await world.db('hotdesk_jobs').select('mac', 'kind');
  for (const { mac, addresses } of world.phones) {
    const phoneAudit = audit.filter((entry) => entry.mac === mac);
    const count = (...actions: string[]) =>
      phoneAudit.filter(({ action }) => actions.includes(action)).length;
    const replaced = phoneAudit.filter(({ details }) => details.reason === 'replaced').length;
    // A deleted phone has no known apply method.
    const notNotified = phoneAudit.filter(({ details }) => details.notified === false).length;
    const decided =
      count(
        'login',
        'logout',
        'notified-again',
        'config-changed',
        'stale-registration-evicted',
        'registration-restored',
      ) -
      replaced -
      notNotified +
      (world.repeats.get(mac) ?? 0);
    const wait = waiting.filter((row) => row.mac === mac && row.kind === 'notify-phone').length;
    const notified = world.asterisk.answered.filter(
      ({ did, address }) => did === 'notify' && addresses.some((one) => one === address),
    ).length;
    assertThat(notified === decided - wait, 'not notified once for each decision', {
      mac,
      notified,
      decided,
      wait,
    });
    const ends = world.finished.filter(({ job, mac: of }) => of === mac && job.kind === 'end-registration');
    const endsWait = waiting.filter((row) => row.mac === mac && row.kind === 'end-registration').length;
    assertThat(
      ends.length === count('logout', 'stale-registration-evicted') - endsWait,
      'not ended once for each decision',
      {
        mac,
        ended: ends.length,
        endsWait,
      },
    );
  }
}

/**
 * After everything has healed, no phone is registered without a session. A deleted phone is unknown until its next fetch,
 * so its registration is not evicted; nor is one that may be another phone's, see `mayBeOfOthers`.
 */
export async function checkNoStaleRegistrations(world: World): Promise<void> {
  const known = new Set((await world.db('hotdesk_phones').select('mac')).map(({ mac }) => mac));
  for (const contact of world.asterisk.contacts) {
    const phone = world.phones.find(
      ({ addresses, userAgent }) =>
        addresses.some((one) => one === contact.address) && userAgent === contact.userAgent,
    );
    if (!phone || !known.has(phone.mac)) continue;
    const isRunning = world.active.get(phone.mac)?.extension === contact.endpoint;
    assertThat(isRunning || (await mayBeOfOthers(world, contact)), 'registered without a session', {
      contact,
      phone: phone.mac,
    });
  }
}

/** No phone that had an account there has missed its logout, as far as fetches under its MAC say. */
async function mayBeOfOthers({ db }: World, { endpoint, address, uri }: Contact): Promise<boolean> {
  const ended = await db<SessionRow>('hotdesk_sessions')
    .where({ endpoint, phone_address: address })
    .whereNotNull('provisioned_at')
    .whereNotNull('ended_at')
    .orderBy('ended_at', 'desc')
    .first();
  if (!ended) return true;
  const phone = await db('hotdesk_phones').where({ mac: ended.mac }).first('seen_at');
  return uri !== ended.contact_uri && (!phone || Number(phone.seen_at) >= Number(ended.ended_at));
}

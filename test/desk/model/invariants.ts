import type { SessionRow } from '../../../src/store/rows';
import { SOFTPHONE, type World } from './world';

interface AuditRow {
  id: number;
  at: number;
  action: string;
  mac: string | null;
  details: { session?: string; reason?: string; notified?: boolean };
}

/** What must hold after whatever happened. Read from the tables and from what Asterisk saw, not asked of the desk. */
export async function checkInvariants(world: World): Promise<void> {
  const sessions = await world.db<SessionRow>('hotdesk_sessions');
  const audit = await readAudit(world);
  for (const session of sessions) checkFields(session);
  checkOnePerPhoneAndExtension(sessions);
  const tokens = sessions.map(({ token_id }) => token_id);
  must(new Set(tokens).size === tokens.length, 'a token of two sessions', tokens);
  checkExpected(world, sessions);
  checkAudit(sessions, audit);
  checkOrder(world);
  checkSoftphones(world);
  await checkTold(world, audit);
}

async function readAudit({ db }: World): Promise<AuditRow[]> {
  const rows = await db('hotdesk_audit').orderBy('id').select('id', 'at', 'action', 'mac', 'details');
  return rows.map((row) => ({ ...row, details: JSON.parse(row.details) }));
}

function must(holds: boolean, what: string, about: unknown): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(about)}`);
}

function checkFields(session: SessionRow): void {
  const { state } = session;
  const isEnded = state === 'ended';
  must(isEnded === (session.ended_at !== null), 'ended and ended_at differ', session);
  must(isEnded === (session.end_reason !== null), 'ended and end_reason differ', session);
  must((session.active_mac ?? null) === (isEnded ? null : session.mac), 'active_mac differs', session);
  must(
    (session.active_extension ?? null) === (isEnded ? null : session.extension),
    'active_extension differs',
    session,
  );
  if (state === 'requested') must(session.provisioned_at === null, 'served before it was', session);
  if (state === 'provisioned' || state === 'verified')
    must(
      session.provisioned_at !== null && session.delivered_hash !== null,
      'served without its proof',
      session,
    );
  if (state === 'verified')
    must(
      session.contact_uri !== null && session.verified_at !== null && session.unverified_at === null,
      'verified without its proof',
      session,
    );
}

function checkOnePerPhoneAndExtension(sessions: readonly SessionRow[]): void {
  const active = sessions.filter(({ state }) => state !== 'ended');
  for (const key of ['mac', 'extension'] as const)
    must(new Set(active.map((row) => row[key])).size === active.length, `two sessions of one ${key}`, active);
}

/** The model and the tables agree who is logged in where. */
function checkExpected(world: World, sessions: readonly SessionRow[]): void {
  const text = (mac: string, id: string, extension: string) => `${mac} ${extension} ${id}`;
  const active = sessions.filter(({ state }) => state !== 'ended');
  const real = active.map(({ mac, id, extension }) => text(mac, id, extension)).sort();
  const expected = [...world.active].map(([mac, { id, extension }]) => text(mac, id, extension)).sort();
  must(real.join() === expected.join(), 'other sessions than expected', { real, expected });
}

/** Each session has one entry of its begin, and one of its end when it has ended. */
function checkAudit(sessions: readonly SessionRow[], audit: readonly AuditRow[]): void {
  const entries = (action: string, id: string) =>
    audit.filter((entry) => entry.action === action && entry.details.session === id);
  for (const session of sessions) {
    must(entries('login', session.id).length === 1, 'not one entry login', session);
    const ends = entries('logout', session.id);
    must(ends.length === (session.state === 'ended' ? 1 : 0), 'not one entry logout for its end', session);
    must(
      ends.every(({ details }) => details.reason === session.end_reason),
      'another reason',
      session,
    );
    if (session.state === 'verified')
      must(entries('verified', session.id).length > 0, 'verified without an entry', session);
  }
  const logins = audit.filter(({ action }) => action === 'login');
  must(logins.length === sessions.length, 'logins without a session', logins.length);
}

/** Jobs of a phone are done in the order in which they were decided, as long as Asterisk never failed. */
function checkOrder({ asterisk, finished }: World): void {
  must(new Set(finished.map(({ id }) => id)).size === finished.length, 'a job was finished twice', finished);
  if (asterisk.state.everFailed) return;
  const last = new Map<string, number>();
  for (const { id, mac } of finished) {
    must(id > (last.get(mac) ?? 0), 'out of order', finished);
    last.set(mac, id);
  }
}

/** Nothing is ever done to a contact that is no phone of ours. */
function checkSoftphones({ asterisk }: World): void {
  for (const call of asterisk.calls) {
    const contact =
      call.did === 'end' ? call.contact : call.target.kind === 'contact' ? call.target.contact : null;
    must(contact?.userAgent !== 'Zoiper rv2', 'a softphone was touched', call);
    if (call.did === 'notify' && call.target.kind === 'address')
      must(call.target.address !== SOFTPHONE, 'a softphone was told', call);
  }
}

/** Each decision to tell a phone was done exactly once as far as Asterisk answered, and nobody was told without one. */
async function checkTold(world: World, audit: readonly AuditRow[]): Promise<void> {
  const waiting = await world.db('hotdesk_jobs').select('mac', 'kind');
  for (const { mac, addresses } of world.phones) {
    const own = audit.filter((entry) => entry.mac === mac);
    const count = (...actions: string[]) => own.filter(({ action }) => actions.includes(action)).length;
    const replaced = own.filter(({ details }) => details.reason === 'replaced').length;
    // A phone that was deleted: nobody knows how it is told.
    const untold = own.filter(({ details }) => details.notified === false).length;
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
      untold +
      (world.repeats.get(mac) ?? 0);
    const wait = waiting.filter((row) => row.mac === mac && row.kind === 'notify-phone').length;
    const notified = world.asterisk.acts.filter(
      ({ did, address }) => did === 'notify' && addresses.some((one) => one === address),
    ).length;
    must(notified === decided - wait, 'not told once for each decision', { mac, notified, decided, wait });
    const ends = world.finished.filter(({ job, mac: of }) => of === mac && job.kind === 'end-registration');
    const endsWait = waiting.filter((row) => row.mac === mac && row.kind === 'end-registration').length;
    must(
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
 * When all is well again and everything was done, nobody is registered who should not be. A phone that was deleted is
 * nobody's until its next fetch: nothing says any more what it is, and it is not fenced.
 */
export async function checkNobodyIsLeftOver(world: World): Promise<void> {
  const known = new Set((await world.db('hotdesk_phones').select('mac')).map(({ mac }) => mac));
  for (const contact of world.asterisk.contacts) {
    const phone = world.phones.find(
      ({ addresses, userAgent }) =>
        addresses.some((one) => one === contact.address) && userAgent === contact.userAgent,
    );
    if (!phone || !known.has(phone.mac)) continue;
    must(world.active.get(phone.mac)?.extension === contact.endpoint, 'registered without a session', {
      contact,
      phone: phone.mac,
    });
  }
}

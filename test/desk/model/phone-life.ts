import type { Token } from '../../../src/desk/model';
import type { Contact } from '../../../src/desk/ports/asterisk';
import type { SessionRow } from '../../../src/store/rows';
import { configHashOf, type DeskPhone, type ExpectedSession, idOf, type World } from './world';

/** A phone fetches its config, with the token of its URLs or as the bare file, and applies it. */
export async function fetchConfig(
  world: World,
  phone: DeskPhone,
  how: { byToken: boolean; address: string; complete: boolean },
): Promise<void> {
  const { desk, people } = world;
  const token = how.byToken ? phone.token : null;
  const session = world.active.get(phone.mac);
  const proven = session !== undefined && (await isProven(world, session, token, how.address));
  const decision = await desk.resolveConfig({
    mac: phone.mac,
    brand: phone.brand,
    model: phone.brand === 'sangoma' ? 's500' : 't46s',
    firmware: '1',
    address: how.address,
    tokenText: token?.text ?? null,
  });
  if (decision.kind === 'absent') throw new Error('a known phone gets no config');
  if (decision.kind === 'withheld') {
    if (decision.session.id !== session?.id || !proven)
      throw new Error('the phone of another session is held');
    if (people.isThere(session.extension)) throw new Error('the phone of a session gets no account');
    // It keeps what it has until the session has ended.
    return;
  }
  if (decision.kind === 'logged-in') {
    if (decision.session.id !== session?.id) throw new Error('the account of another session');
    if (!proven) throw new Error('an account without the proof');
    if (decision.token.id !== session?.tokenId || idOf(decision.token.text) !== session.tokenId)
      throw new Error('an account by another token');
    if (decision.account.secret !== people.secretOf(session.extension)) throw new Error('an old secret');
  } else {
    if (session && proven && people.isThere(session.extension))
      throw new Error('the phone of a session gets no account');
    const sessions = await world.db('hotdesk_sessions').where({ token_id: decision.token.id });
    if (sessions.length > 0) throw new Error('a default login has the token of a session');
  }
  phone.token = decision.token;
  const before = phone.account;
  if (decision.kind === 'logged-in') {
    const { extension } = decision.session;
    moveTo(world, phone, how.address);
    phone.account = { extension, secret: decision.account.secret };
    // Without Asterisk the fetch is recorded. That verification fails is logged by the phone server.
    if (how.complete)
      await desk.markProvisioned(decision, configHashOf(decision)).catch(ignoreUnreachable(world));
  } else {
    phone.account = null;
  }
  if (before?.extension !== phone.account?.extension) unregisterPhone(world, phone);
}

/** How long an address stays a proof after its contact was lost. */
const ADDRESS_PROOF_MS = 30 * 60_000;

/**
 * Whether a fetch comes from the phone of its session, by the tables and not by the desk: by the session's own token, else
 * from the address of the login until the session is verified, and from that of its contact afterwards.
 */
export async function isProven(
  { db, now }: World,
  { id, tokenId, loginAddress }: ExpectedSession,
  token: Token | null,
  address: string,
): Promise<boolean> {
  if (token?.id === tokenId) return true;
  const row = await db<SessionRow>('hotdesk_sessions').where({ id }).first();
  if (!row) return false;
  if (row.verified_at === null) return loginAddress === address;
  const isRecent = row.contact_lost_at === null || Math.abs(now - row.contact_lost_at) < ADDRESS_PROOF_MS;
  return row.contact_address === address && isRecent;
}

function ignoreUnreachable({ asterisk }: World) {
  return (error: unknown): void => {
    if (asterisk.state.health !== 'unreachable' || !String(error).includes('Asterisk is unreachable'))
      throw error;
  };
}

function moveTo(world: World, phone: DeskPhone, address: string): void {
  if (phone.address !== address) unregisterPhone(world, phone);
  phone.address = address;
}

/** Asterisk accepts only a current account. */
export function registerPhone(world: World, phone: DeskPhone, port: number): void {
  const { account } = phone;
  if (!account || !world.people.isThere(account.extension)) return;
  if (world.people.secretOf(account.extension) !== account.secret) return;
  unregisterPhone(world, phone);
  world.asterisk.register(contactOf(account.extension, phone.address, port, phone.userAgent));
}

export function unregisterPhone({ asterisk }: World, phone: DeskPhone): void {
  asterisk.removeContacts(
    ({ address, userAgent }) =>
      phone.addresses.some((one) => one === address) && userAgent === phone.userAgent,
  );
}

export function contactOf(endpoint: string, address: string, port: number, userAgent: string): Contact {
  return {
    endpoint,
    technology: 'pjsip',
    uri: `sip:${endpoint}@${address}:${port}`,
    address,
    port,
    userAgent,
  };
}

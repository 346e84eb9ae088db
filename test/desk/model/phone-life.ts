import type { Contact } from '../../../src/desk/ports/asterisk';
import { configHashOf, type DeskPhone, idOf, type World } from './world';

/** A phone fetches its config, with the token of its URLs or as the bare file, and applies it. */
export async function fetchConfig(
  world: World,
  phone: DeskPhone,
  how: { byToken: boolean; address: string; complete: boolean },
): Promise<void> {
  const { desk, people } = world;
  const tokenText = how.byToken ? phone.token : null;
  const session = world.active.get(phone.mac);
  const decision = await desk.resolveConfig({
    mac: phone.mac,
    brand: phone.brand,
    model: phone.brand === 'sangoma' ? 's500' : 't46s',
    firmware: '1',
    address: how.address,
    tokenText,
  });
  if (decision.kind === 'absent') throw new Error('a known phone gets no config');
  const proven =
    session?.loginAddress === how.address || (tokenText !== null && session?.tokenId === idOf(tokenText));
  if (decision.kind === 'logged-in') {
    if (decision.session.id !== session?.id) throw new Error('the account of another session');
    if (!proven) throw new Error('an account without the proof');
    if (idOf(desk.tokenTextOf(decision.token)) !== session?.tokenId)
      throw new Error('an account by another token');
    if (decision.account.secret !== people.secretOf(session.extension)) throw new Error('an old secret');
  } else if (session && proven && people.isThere(session.extension)) {
    throw new Error('the phone of a session gets no account');
  }
  phone.token = desk.tokenTextOf(decision.token);
  phone.tokens.add(phone.token);
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

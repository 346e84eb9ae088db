import type { Contact } from '../../../src/desk/ports/asterisk';
import { configHashOf, type DeskPhone, idOf, type World } from './world';

/** A phone asks for its config, by the token of its URLs or by the bare file, and takes what it gets. */
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
  if (decision.kind === 'absent') throw new Error('a phone that may boot cannot boot');
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
    // Without Asterisk the fetch is noted; that its proof cannot be looked for is the door's to log.
    if (how.complete) await desk.markProvisioned(decision, configHashOf(decision)).catch(unlessAway(world));
  } else {
    phone.account = null;
  }
  if (before?.extension !== phone.account?.extension) unregister(world, phone);
}

function unlessAway({ asterisk }: World) {
  return (error: unknown): void => {
    if (asterisk.state.health !== 'away' || !String(error).includes('Asterisk is away')) throw error;
  };
}

function moveTo(world: World, phone: DeskPhone, address: string): void {
  if (phone.address !== address) unregister(world, phone);
  phone.address = address;
}

/** Asterisk takes the account only while it is right. */
export function register(world: World, phone: DeskPhone, port: number): void {
  const { account } = phone;
  if (!account || !world.people.isThere(account.extension)) return;
  if (world.people.secretOf(account.extension) !== account.secret) return;
  unregister(world, phone);
  world.asterisk.register(contactOf(account.extension, phone.address, port, phone.userAgent));
}

export function unregister({ asterisk }: World, phone: DeskPhone): void {
  asterisk.forget(
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

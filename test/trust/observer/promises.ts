import type { Device } from './device';
import { isInside, type Watched, type World } from './world';

const MINUTE = 60_000;
/** How long an address counts after its contact is lost, and how long a lost session is protected. A minute of tolerance. */
const ADDRESS_COUNTS_MS = 31 * MINUTE;
const PROTECTED_MS = 4 * MINUTE;
const ABANDONED_MS = 6 * MINUTE;
/** An extension that logs in more often may have to wait. Some logins during an outage count that nobody saw. */
const FREE_LOGINS_AN_HOUR = 14;

/** Whether a request from an address of another machine may get the account: what is not promised. */
export function mayGetAccount(world: World, session: Watched, token: string | null, from: string): boolean {
  if (session.exposed) return true;
  const isBooting = !session.wasVerified && session.loginAddress === from;
  if (isBooting && token !== null) return true;
  if (world.settings.requireToken || world.isOneSegment || !isInside(world, from)) return false;
  const contactAt = session.contacts.get(from) ?? Number.NEGATIVE_INFINITY;
  return isBooting || world.service.now - contactAt <= ADDRESS_COUNTS_MS;
}

/** Whether a login at another machine may end the session. */
export function mayBeReplaced(world: World, session: Watched, token: string | null, from: string): boolean {
  if (!session.wasVerified || world.service.now - session.lastContactAt > PROTECTED_MS) return true;
  return session.provenAddress === from || mayGetAccount(world, session, token, from);
}

/** Whether a logout page at another machine may end the session. */
export function mayBeLoggedOut(world: World, session: Watched, token: string, from: string): boolean {
  if (session.exposed) return true;
  return (
    (!session.wasVerified && session.loginAddress === from) || mayGetAccount(world, session, token, from)
  );
}

/** Whether the phone of a session must get the account with this token, where it is now. */
export function mustGetAccount(world: World, phone: Device, token: string | null): boolean {
  const session = world.sessions.get(phone.mac);
  const { database } = world.service;
  if (!session || session.startedBy === 'spy' || database === 'overload') return false;
  if (token !== null && session.given.has(token)) return true;
  if (database === 'outage') return false;
  // The first request by a link tells the address.
  if (session.loginAddress === null) return token !== null && token === session.pageToken;
  if (session.loginAddress !== phone.address) return false;
  if (token !== null) return !session.wasVerified && token === session.pageToken && !world.dead.has(token);
  if (world.settings.requireToken || !isInside(world, phone.address)) return false;
  return !session.wasVerified || session.contacts.get(phone.address) === world.service.now;
}

/** Whether a login by the right PIN at the phone itself may be refused. */
export function mayRefuseLogin(
  world: World,
  phone: Device,
  token: string,
  extension: string,
  code: string,
): boolean {
  const { now } = world.service;
  const recent = (world.logins.get(extension) ?? []).filter((at) => now - at <= 60 * MINUTE);
  if (recent.length > FREE_LOGINS_AN_HOUR && code !== 'phone-in-use') return true;
  const session = world.sessions.get(phone.mac);
  if (code !== 'phone-in-use' || !session?.wasVerified) return false;
  const isOwn = session.given.has(token) || session.provenAddress === phone.address;
  return !isOwn && now - session.lastContactAt < ABANDONED_MS;
}

import { isRefusal } from '../../../src/desk/refusals';
import { PIN } from '../../desk/model/people';
import { ADDRESSES, appUrl, contactOf, type Device, readConfig, tokensOf, USER_AGENT } from './device';
import { mayRefuseLogin, mustGetAccount } from './promises';
import {
  count,
  fail,
  fetchFile,
  nameOf,
  narrate,
  showTokens,
  updateNeighbours,
  type World,
  watchSessions,
} from './world';

export type BootBy = 'url' | 'bare';

/** The phone asks for its config by the URL that it keeps, or by the bare file of a URL from DHCP, and takes what it gets. */
export async function boot(world: World, phone: Device, by: BootBy, registers: boolean): Promise<void> {
  const token = by === 'url' ? phone.urlToken : null;
  const must = mustGetAccount(world, phone, token);
  const session = world.sessions.get(phone.mac);
  const answer = await fetchFile(world, phone.mac, token, phone.address);
  if (token === phone.unusedLink && world.service.database === 'well') phone.unusedLink = null;
  const config = readConfig(answer.body);
  const got = answer.status !== 200 ? `status ${answer.status}` : (config.account ?? 'a default login');
  narrate(
    world,
    `${phone.name} at ${phone.address} asks by ${nameOf(world, token)}: gets ${got}, with ${nameOf(world, config.urlToken)}`,
  );
  if (must) count(world, 'phone-gets-its-config');
  if (must && config.account !== session?.extension)
    fail(world, 'phone-gets-its-config', `${phone.name} is kept from the account of ${session?.extension}`);
  if (config.account !== null && config.account !== session?.extension)
    fail(
      world,
      'no-secret-to-others',
      `${phone.name} gets the account of ${config.account}, who is not there`,
    );
  if (answer.status !== 200) {
    if (world.service.database === 'well')
      fail(world, 'phone-gets-its-config', `${phone.name} gets status ${answer.status}`);
    return;
  }
  if (config.keyToken === null)
    fail(world, 'phone-gets-its-config', `${phone.name} gets a config without a login key`);
  phone.configuredAt = phone.address;
  takeConfig(world, phone, config);
  if (session && config.account === session.extension) {
    session.provenAddress = phone.address;
    session.loginAddress ??= phone.address;
    for (const given of [config.urlToken, config.keyToken]) if (given !== null) session.given.add(given);
  }
  if (registers) await register(world, phone);
}

function takeConfig(world: World, phone: Device, config: ReturnType<typeof readConfig>): void {
  if (phone.keyToken !== null && config.keyToken !== phone.keyToken)
    phone.openPages = [phone.keyToken, ...phone.openPages].slice(0, 2);
  phone.urlToken = config.urlToken ?? phone.urlToken;
  phone.keyToken = config.keyToken;
  phone.account = config.account;
  showTokens(world, phone);
}

/** The phone registers with the account that it has, or ends its registration when it has none. */
export async function register(world: World, phone: Device): Promise<void> {
  unregister(world, phone);
  if (phone.account !== null) {
    narrate(world, `${phone.name} registers ${phone.account} from ${phone.address}`);
    world.service.asterisk.register(contactOf(phone.account, phone.address, phone.port));
  }
  await world.service.settle();
  await watchSessions(world, null);
}

/** Its registrations are gone. */
export function unregister({ service }: World, { port }: Device): void {
  service.asterisk.removeContacts((contact) => contact.port === port);
}

/** Its user logs in by the key of the phone, or by a page that has been open since an earlier config. */
export async function logIn(
  world: World,
  phone: Device,
  extension: string,
  page: 'key' | 'open',
): Promise<boolean> {
  if (phone.keyToken === null) await boot(world, phone, 'bare', false);
  const token = page === 'open' ? (phone.openPages[0] ?? phone.keyToken) : phone.keyToken;
  if (token === null) return false;
  const outcome = await tryLogin(world, phone, extension, token);
  if (outcome !== 'expired') return outcome;
  // The screen says: restart the phone, then log in.
  await boot(world, phone, phone.urlToken === null ? 'bare' : 'url', false);
  const again = phone.keyToken === null ? 'expired' : await tryLogin(world, phone, extension, phone.keyToken);
  if (again === 'expired') fail(world, 'owner-gets-in', `${extension} sees no login form after a restart`);
  return again === true;
}

async function tryLogin(
  world: World,
  phone: Device,
  extension: string,
  token: string,
): Promise<boolean | 'expired'> {
  const { service } = world;
  const { address } = phone;
  service.takeLogin();
  await service.get(
    `${appUrl(token, 'login', address)}?extension=${extension}&password=${PIN}`,
    address,
    USER_AGENT,
  );
  const outcome = service.takeLogin();
  const how = `${extension} logs in at ${phone.name} at ${address} by ${nameOf(world, token)}`;
  if (service.database !== 'well') {
    narrate(world, `${how}: the database is away`);
    return false;
  }
  count(world, 'owner-gets-in');
  const result =
    outcome === null ? 'the page has expired' : isRefusal(outcome) ? outcome.refused : 'logged in';
  narrate(world, `${how}: ${result}`);
  if (outcome === null) return 'expired';
  // A right PIN counts, whatever the login is refused for then.
  world.logins.set(extension, [...(world.logins.get(extension) ?? []), service.now]);
  if (isRefusal(outcome)) {
    // A page from before the last config proves less than the key of the phone.
    if (outcome.refused === 'phone-in-use' && token !== phone.keyToken) return 'expired';
    if (!mayRefuseLogin(world, phone, token, extension, outcome.refused))
      fail(world, 'owner-gets-in', `${extension} is refused with the right PIN: ${outcome.refused}`);
    return false;
  }
  await watchSessions(world, { startedBy: 'phone', loginAddress: address, pageToken: token });
  return true;
}

export async function logOut(world: World, phone: Device): Promise<void> {
  if (phone.keyToken === null) return;
  await world.service.get(appUrl(phone.keyToken, 'logout', phone.address), phone.address, USER_AGENT);
  const ended = await watchSessions(world, null);
  const what = ended.map(({ extension }) => extension).join() || 'nobody';
  narrate(world, `logout at ${phone.name} by ${nameOf(world, phone.keyToken)}: ends ${what}`);
}

/** DHCP gives the phone another address. A phone that has that address gets the old one. */
export async function changeAddress(
  world: World,
  phone: Device,
  to: number,
  registers: boolean,
): Promise<void> {
  const address = ADDRESSES[to % ADDRESSES.length] ?? phone.address;
  if (address === phone.address) return;
  const other = world.phones.find((candidate) => candidate.address === address);
  narrate(
    world,
    `${phone.name} moves from ${phone.address} to ${address}${other ? `, and ${other.name} the other way` : ''}`,
  );
  if (other) other.address = phone.address;
  phone.address = address;
  updateNeighbours(world);
  for (const moved of [phone, ...(other ? [other] : [])])
    if (registers && moved.account !== null) await register(world, moved);
}

export function resetToFactory(world: World, phone: Device): void {
  narrate(world, `${phone.name} is reset to its factory settings`);
  Object.assign(phone, { urlToken: null, keyToken: null, openPages: [], account: null });
}

export function forgetTokens(world: World, phone: Device): void {
  for (const token of [...tokensOf(phone), ...(world.known.get(phone.mac) ?? [])]) world.dead.add(token);
  phone.unusedLink = null;
}

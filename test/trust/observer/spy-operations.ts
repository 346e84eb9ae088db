import { isRefusal } from '../../../src/desk/refusals';
import { PIN } from '../../desk/model/people';
import { appUrl, contactOf, type Device, readConfig, USER_AGENT } from './device';
import { mayBeLoggedOut, mayBeReplaced, mayGetAccount } from './promises';
import { SPY } from './service';
import {
  count,
  fail,
  fetchFile,
  knownTokens,
  learn,
  nameOf,
  narrate,
  SPY_PORT,
  type Watched,
  type World,
  watchSessions,
} from './world';

/** Asks for the config of a phone by the bare file and by every token that the spy knows. */
export async function spyFetches(world: World, phone: Device, from: string): Promise<void> {
  if (from === phone.address) return;
  for (const token of [null, ...knownTokens(world, phone.mac)]) await spyFetch(world, phone, token, from);
  for (const session of await watchSessions(world, null)) checkEnded(world, session, false);
}

/** Returns whether the spy got his own account. */
async function spyFetch(world: World, phone: Device, token: string | null, from: string): Promise<boolean> {
  const session = world.sessions.get(phone.mac);
  const answer = await fetchFile(world, phone.mac, token, from);
  const { account, urlToken, keyToken } = readConfig(answer.body);
  const got = answer.status !== 200 ? `status ${answer.status}` : (account ?? 'a default login');
  narrate(world, `the spy at ${from} asks for ${phone.name} by ${nameOf(world, token)}: gets ${got}`);
  if (session && session.extension !== SPY && !mayGetAccount(world, session, token, from))
    count(world, 'no-secret-to-others');
  if (account !== null && account !== SPY) {
    if (session?.extension !== account || !mayGetAccount(world, session, token, from))
      fail(world, 'no-secret-to-others', `the spy has the SIP secret of ${account}`);
    if (session) session.exposed = true;
  }
  // A request with the session token is from the phone, as far as the service can know.
  if (session && account === session.extension) session.provenAddress = from;
  learn(
    world,
    phone.mac,
    [urlToken, keyToken].filter((text) => text !== null),
  );
  return account === SPY;
}

/** Logs in the spy's own extension with its right PIN at somebody else's phone. */
export async function spyLogsIn(
  world: World,
  phone: Device,
  which: number,
  from: string,
  registers: boolean,
): Promise<void> {
  if (from === phone.address) return;
  if (knownTokens(world, phone.mac).length === 0) await spyFetch(world, phone, null, from);
  const tokens = knownTokens(world, phone.mac);
  const token = tokens[which % Math.max(1, tokens.length)];
  if (token === undefined) return;
  const { service } = world;
  const session = world.sessions.get(phone.mac);
  if (session && isOfOthers(session) && !mayBeReplaced(world, session, token, from))
    count(world, 'no-session-ended-by-others');
  service.takeLogin();
  await service.get(`${appUrl(token, 'login', from)}?extension=${SPY}&password=${PIN}`, from, USER_AGENT);
  const outcome = service.takeLogin();
  const result = outcome === null ? 'nothing' : isRefusal(outcome) ? outcome.refused : 'logged in';
  narrate(world, `the spy at ${from} logs in ${SPY} at ${phone.name} by ${nameOf(world, token)}: ${result}`);
  const ended = await watchSessions(world, { startedBy: 'spy', loginAddress: from, pageToken: token });
  for (const each of ended) checkEnded(world, each, mayBeReplaced(world, each, token, from));
  if (!registers || outcome === null || isRefusal(outcome)) return;
  if (await spyFetch(world, phone, token, from)) await spyRegisters(world, from);
}

async function spyRegisters(world: World, from: string): Promise<void> {
  narrate(world, `the spy registers ${SPY} from ${from}`);
  world.service.asterisk.removeContacts(({ port }) => port === SPY_PORT);
  world.service.asterisk.register(contactOf(SPY, from, SPY_PORT));
  await world.service.settle();
  await watchSessions(world, null);
}

/** Opens every logout page of a phone that the spy knows. */
export async function spyLogsOut(world: World, phone: Device, from: string): Promise<void> {
  if (from === phone.address) return;
  for (const token of knownTokens(world, phone.mac)) {
    const session = world.sessions.get(phone.mac);
    if (session && isOfOthers(session) && !mayBeLoggedOut(world, session, token, from))
      count(world, 'no-session-ended-by-others');
    await world.service.get(appUrl(token, 'logout', from), from, USER_AGENT);
    const ended = await watchSessions(world, null);
    const what = ended.map(({ extension }) => extension).join() || 'nobody';
    narrate(
      world,
      `the spy at ${from} opens the logout of ${phone.name} by ${nameOf(world, token)}: ends ${what}`,
    );
    for (const session of ended) checkEnded(world, session, mayBeLoggedOut(world, session, token, from));
  }
}

function isOfOthers({ startedBy, extension }: Watched): boolean {
  return startedBy !== 'spy' && extension !== SPY;
}

function checkEnded(world: World, session: Watched, isAllowed: boolean): void {
  if (!isOfOthers(session) || session.exposed || isAllowed) return;
  fail(world, 'no-session-ended-by-others', `the spy has ended the session of ${session.extension}`);
}

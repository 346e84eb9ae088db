import { BRAND, type Device } from './device';
import type { After, Operation } from './operations';
import * as phones from './phone-operations';
import { spyFetches, spyLogsIn, spyLogsOut } from './spy-operations';
import { type Beginning, nameOf, narrate, updateNeighbours, type World, watchSessions } from './world';

/** Runs a step. What the database cannot do now is left out. */
export async function runOperation(world: World, operation: Operation): Promise<void> {
  const { service } = world;
  const device = (index: number): Device => world.phones[index] as Device;
  const isWell = service.database === 'well';
  updateNeighbours(world);
  switch (operation.does) {
    case 'login':
      if (await phones.logIn(world, device(operation.phone), operation.extension, operation.page))
        await follow(world, device(operation.phone), operation.after);
      break;
    case 'logout':
      await phones.logOut(world, device(operation.phone));
      await follow(world, device(operation.phone), operation.after);
      break;
    case 'boot':
      await phones.boot(world, device(operation.phone), operation.by, operation.registers);
      break;
    case 'address':
      await phones.changeAddress(world, device(operation.phone), operation.to, operation.registers);
      break;
    case 'reset':
      phones.resetToFactory(world, device(operation.phone));
      break;
    case 'unregister':
      narrate(world, `the registration of ${device(operation.phone).name} is lost`);
      phones.unregister(world, device(operation.phone));
      break;
    case 'delete':
      if (isWell) await deletePhone(world, device(operation.phone));
      break;
    case 'create':
      if (isWell) await createPhone(world, device(operation.phone), operation.boots);
      break;
    case 'rest-login':
    case 'rest-vouched': {
      const vouched = operation.does === 'rest-vouched';
      if (isWell) await logInByRest(world, device(operation.phone), operation.extension, vouched);
      break;
    }
    case 'rest-logout':
      if (!isWell) break;
      narrate(world, `an admin logs out ${device(operation.phone).name}`);
      await service.logOutByRest(device(operation.phone).mac);
      break;
    case 'database':
      narrate(world, `the database: ${operation.state}`);
      await service.setDatabase(operation.state);
      break;
    case 'restart':
      narrate(world, 'the service restarts');
      await service.restart();
      break;
    case 'segment':
      narrate(
        world,
        operation.isOne ? 'the phones are on the segment of the service' : 'the phones are behind a router',
      );
      world.isOneSegment = operation.isOne;
      break;
    case 'settings':
      if (isWell) await changeSettings(world, operation.requireToken, operation.networks);
      break;
    case 'time':
      narrate(world, `${operation.minutes} minutes pass`);
      await pass(world, operation.minutes);
      break;
    case 'spy-fetches':
      await spyFetches(world, device(operation.phone), operation.from);
      break;
    case 'spy-logs-out':
      await spyLogsOut(world, device(operation.phone), operation.from);
      break;
    case 'spy-logs-in':
      await spyLogsIn(world, device(operation.phone), operation.which, operation.from, operation.registers);
      break;
  }
  // Every step takes some time, in which the jobs of the service are done.
  await service.move(2_000);
  await watchSessions(world, null);
}

/** Time passes. A contact counts as lost when it is missing in two rounds of the service, half a minute apart. */
export async function pass(world: World, minutes: number): Promise<void> {
  await world.service.reconcile();
  await world.service.move(31_000);
  await world.service.reconcile();
  await world.service.move(minutes * 60_000);
  await world.service.reconcile();
}

async function follow(world: World, phone: Device, after: After): Promise<void> {
  if (after === 'nothing') return;
  await phones.boot(world, phone, phone.urlToken === null ? 'bare' : 'url', after === 'registers');
}

/** The link is typed into the phone, which boots by it from then on. Nobody sees it there before its first boot. */
async function createPhone(world: World, phone: Device, boots: boolean): Promise<void> {
  if (await world.service.isKnown(phone.mac)) await deletePhone(world, phone);
  const link = await world.service.createPhone(phone.mac, BRAND);
  phones.resetToFactory(world, phone);
  Object.assign(phone, { urlToken: link, unusedLink: link, configuredAt: null });
  narrate(world, `an admin creates ${phone.name} with the link ${nameOf(world, link)}`);
  if (boots) await phones.boot(world, phone, 'url', false);
}

async function deletePhone(world: World, phone: Device): Promise<void> {
  if (!(await world.service.isKnown(phone.mac))) return;
  narrate(world, `an admin deletes ${phone.name}`);
  await world.service.deletePhone(phone.mac);
  await watchSessions(world, null);
  phones.forgetTokens(world, phone);
}

async function logInByRest(world: World, phone: Device, extension: string, vouched: boolean): Promise<void> {
  const beginning = beginningByRest(world, phone, vouched);
  const refused = await world.service.logInByRest(phone.mac, extension, vouched ? phone.address : null);
  const how = vouched ? `, vouching for ${phone.address}` : '';
  narrate(world, `a client of REST logs in ${extension} at ${phone.name}${how}: ${refused ?? 'logged in'}`);
  await watchSessions(world, beginning);
}

/** What proves where the phone of a login by REST is. */
function beginningByRest(world: World, phone: Device, vouched: boolean): Beginning {
  if (vouched) return { startedBy: 'rest', loginAddress: phone.address, pageToken: phone.urlToken };
  if (phone.unusedLink !== null)
    return { startedBy: 'rest', loginAddress: null, pageToken: phone.unusedLink };
  const last = world.sessions.get(phone.mac);
  if (last?.startedBy === 'rest' && !last.wasVerified)
    return { startedBy: 'rest', loginAddress: last.loginAddress, pageToken: last.pageToken };
  // The kernel sees the phone where it asked last.
  return { startedBy: 'rest', loginAddress: phone.configuredAt, pageToken: null };
}

async function changeSettings(
  world: World,
  requireToken: boolean,
  networks: readonly string[],
): Promise<void> {
  world.settings = { requireToken, internalNetworks: [...networks] };
  narrate(world, `settings: requireToken ${requireToken}, internalNetworks ${networks.join() || 'none'}`);
  await world.service.set(world.settings);
}

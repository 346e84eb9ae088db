import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import type { Brand } from '../phones/brands/brand';
import { addressesFrom, bootAtFreeAddress, type PhonePlace } from '../simulator/boot-at-free-address';
import { type DeviceProfiles, deviceProfileOf } from '../simulator/device-profile';
import { createSimulatedPhone } from '../simulator/phone';
import type { SimulatedPhone } from '../simulator/simulated-phone';

/** The two phones that start when no PBX is configured. */
export const VIRTUAL_PHONES = [
  { name: 'Reception', brand: 'sangoma', model: 's500', mac: '005058000001', address: '127.0.0.11' },
  { name: 'Workshop', brand: 'yealink', model: 't46s', mac: '805ec0000001', address: '127.0.0.12' },
] as const;

/** Where a virtual phone is when another program holds its SIP port at its own address. */
const OTHER_ADDRESSES = addressesFrom('127.0.0.101');

/**
 * Starts the virtual phones. One whose SIP port is taken is at another address, and the log says where. One whose start fails
 * stays off and is logged.
 */
export async function startVirtualPhones(
  brands: readonly Brand[],
  profiles: DeviceProfiles,
  url: string,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const phones: SimulatedPhone[] = [];
  for (const { brand: id, name, address: own, ...options } of VIRTUAL_PHONES) {
    const brand = brands.find((candidate) => candidate.id === id);
    if (!brand) throw new Error(`no brand "${id}" for the virtual phone "${name}"`);
    const create = (place: PhonePlace) =>
      createSimulatedPhone({
        ...options,
        ...place,
        brand,
        profile: deviceProfileOf(profiles, brand),
        url,
        urlFrom: 'config',
      });
    try {
      const { phone, place } = await bootAtFreeAddress([own, ...OTHER_ADDRESSES], brand.sipPort, create);
      phones.push(phone);
      if (place.address !== own || place.sipPort !== brand.sipPort) reportOtherPlace(log, name, own, place);
    } catch (error) {
      const fields = { event: 'virtual-phone.off', phone: name, address: own, error: errorText(error) };
      log.warn(fields, 'a virtual phone could not start');
    }
  }
  return {
    async stop() {
      for (const phone of phones) await phone.powerOff();
    },
  };
}

function reportOtherPlace(log: Log, phone: string, own: string, place: PhonePlace): void {
  const port = place.sipPort === 0 ? 'any free one' : place.sipPort;
  log.info(
    { event: 'virtual-phone.moved', phone, address: place.address, sipPort: port, taken: own },
    'another program holds the SIP port of a virtual phone; the phone is at another address or port',
  );
}

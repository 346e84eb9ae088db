import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import type { Brand } from '../phones/brands/brand';
import { type DeviceProfiles, deviceProfileOf } from '../simulator/device-profile';
import { createSimulatedPhone } from '../simulator/phone';
import type { SimulatedPhone } from '../simulator/simulated-phone';

/** The two phones that start when no PBX is configured. */
export const VIRTUAL_PHONES = [
  { name: 'Reception', brand: 'sangoma', model: 's500', mac: '005058000001', address: '127.0.0.11' },
  { name: 'Workshop', brand: 'yealink', model: 't46s', mac: '805ec0000001', address: '127.0.0.12' },
] as const;

/** Starts the virtual phones. One whose start fails, for example because its SIP port is taken, stays off and is logged. */
export async function startVirtualPhones(
  brands: readonly Brand[],
  profiles: DeviceProfiles,
  url: string,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const phones: SimulatedPhone[] = [];
  for (const { brand: id, name, ...options } of VIRTUAL_PHONES) {
    const brand = brands.find((candidate) => candidate.id === id);
    if (!brand) throw new Error(`no brand "${id}" for the virtual phone "${name}"`);
    const phone = createSimulatedPhone({
      ...options,
      brand,
      profile: deviceProfileOf(profiles, brand),
      url,
      urlFrom: 'config',
    });
    try {
      await phone.boot();
      phones.push(phone);
    } catch (error) {
      const fields = {
        event: 'virtual-phone.off',
        phone: name,
        address: options.address,
        error: errorText(error),
      };
      log.warn(fields, 'a virtual phone could not start');
    }
  }
  return {
    async stop() {
      for (const phone of phones) await phone.powerOff();
    },
  };
}

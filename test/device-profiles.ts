import { DEVICE_PROFILES } from '../phoneapps/device-profiles';
import type { Brand } from '../src/phones/brands/brand';
import { type DeviceProfile, deviceProfileOf } from '../src/simulator/device-profile';

/** The device profile of a brand. @throws Error when the brand has none. */
export function profileOf(brand: Brand): DeviceProfile {
  return deviceProfileOf(DEVICE_PROFILES, brand);
}

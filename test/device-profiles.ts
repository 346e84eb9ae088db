import { DEVICE_PROFILES } from '../phoneapps/device-profiles';
import type { Brand } from '../src/phones/brands/brand';
import { type DeviceProfile, deviceProfileOf } from '../src/simulator/device-profile';

/** How phones of a brand behave. @throws Error when nobody has written it. */
export function profileOf(brand: Brand): DeviceProfile {
  return deviceProfileOf(DEVICE_PROFILES, brand);
}

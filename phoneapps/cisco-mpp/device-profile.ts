import { createFlatProfile } from '../cisco-spa/device-profile';
import { CISCO_MPP_LINES, CISCO_MPP_MODELS, CISCO_MPP_SOFT_KEYS } from '.';

/** Cisco 68xx, 78xx and 88xx with multiplatform firmware. */
export const ciscoMppProfile = createFlatProfile({
  lines: CISCO_MPP_LINES,
  softKeys: CISCO_MPP_SOFT_KEYS,
  lineKeysOf: (name) => CISCO_MPP_MODELS[name]?.lineKeys ?? 0,
  userAgent: (name, mac) => `Cisco-CP-${name}-3PCC/11.0.1 (${mac})`,
  sipUserAgent: (name) => `Cisco-CP-${name}-3PCC/11.0.1`,
  firstFile: (name) => `${name}-3PCC.xml`,
  ownFile: (mac) => `mpp${mac}.xml`,
  resyncs: ['resync', 'check-sync'],
  restarts: ['reboot', 'restart'],
});

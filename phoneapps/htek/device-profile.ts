import { createSangomaProfile } from '../sangoma/device-profile';
import { HTEK_MODELS } from '.';

/** The device code of a model that is in no source. */
const NO_CODE = '9999';

/** The maker's own phones of the family that Sangoma's s-series is of. */
export const htekProfile = createSangomaProfile({
  callsItself: 'Htek',
  version: '2.0.4.6.41',
  deviceCode: (name) => HTEK_MODELS[name]?.deviceCode ?? NO_CODE,
  takesConfigWhileRunning: () => true,
});

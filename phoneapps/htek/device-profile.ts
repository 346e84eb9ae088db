import { createSangomaProfile } from '../sangoma/device-profile';
import { HTEK_MODELS } from '.';

/** For a model whose device code is in no source. */
const NO_CODE = '9999';

/** Htek's own phones. Sangoma's s-series has the same firmware. */
export const htekProfile = createSangomaProfile({
  callsItself: 'Htek',
  version: '2.0.4.6.41',
  deviceCode: (name) => HTEK_MODELS[name]?.deviceCode ?? NO_CODE,
  takesConfigWhileRunning: () => true,
});

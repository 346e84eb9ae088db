import { createFanvilProfile } from '../fanvil/device-profile';
import { MODULE_NAMES } from '../fanvil/names';
import { SANGOMA_A_LAYOUTS, UNKNOWN_SANGOMA_A_LAYOUT } from '.';

/** Fanvil's older firmware, with Digium in its User-Agents. */
export const sangomaAProfile = createFanvilProfile({
  callsItself: 'Digium',
  version: '2.2.1',
  commonFile: (model) =>
    model.startsWith('a2') ? `f0${model.toUpperCase()}hw1.100.cfg` : 'A0V0A3000000.cfg',
  reads: 'module-lines',
  names: MODULE_NAMES,
  layouts: SANGOMA_A_LAYOUTS,
  unknownLayout: UNKNOWN_SANGOMA_A_LAYOUT,
});

import type { DeviceProfiles } from '../src/simulator/device-profile';
import { aastraProfile } from './aastra/device-profile';
import { ciscoEnterpriseProfile } from './cisco-enterprise/device-profile';
import { ciscoMppProfile } from './cisco-mpp/device-profile';
import { ciscoSpaProfile } from './cisco-spa/device-profile';
import { digiumProfile } from './digium/device-profile';
import { fanvilProfile } from './fanvil/device-profile';
import { gigasetProfile } from './gigaset/device-profile';
import { gigasetPProfile } from './gigaset-p/device-profile';
import { grandstreamProfile } from './grandstream/device-profile';
import { htekProfile } from './htek/device-profile';
import { linphoneProfile } from './linphone/device-profile';
import { panasonicProfile } from './panasonic/device-profile';
import { polycomProfile } from './polycom/device-profile';
import { sangomaProfile } from './sangoma/device-profile';
import { sangomaAProfile } from './sangoma-a/device-profile';
import { snomProfile } from './snom/device-profile';
import { tiptelProfile } from './tiptel/device-profile';
import { unifyProfile } from './unify/device-profile';
import { yealinkProfile } from './yealink/device-profile';

/** The device profile of each brand, by its id. Only the simulator loads them. */
export const DEVICE_PROFILES: DeviceProfiles = {
  sangoma: sangomaProfile,
  htek: htekProfile,
  yealink: yealinkProfile,
  tiptel: tiptelProfile,
  grandstream: grandstreamProfile,
  'cisco-spa': ciscoSpaProfile,
  'cisco-mpp': ciscoMppProfile,
  'cisco-enterprise': ciscoEnterpriseProfile,
  polycom: polycomProfile,
  snom: snomProfile,
  'gigaset-p': gigasetPProfile,
  aastra: aastraProfile,
  fanvil: fanvilProfile,
  'sangoma-a': sangomaAProfile,
  panasonic: panasonicProfile,
  digium: digiumProfile,
  gigaset: gigasetProfile,
  unify: unifyProfile,
  linphone: linphoneProfile,
};

import type { Brand, Model } from '../../src/phones/brands/brand';
import { LINPHONE_FILE, linphoneParameters } from './parameters';

/** Linphone reads its config only when it starts. */
const DESKTOP: Model = {
  accounts: 1,
  lineKeys: 0,
  softKeys: 0,
  apply: [{ kind: 'restart', reboots: true }],
  formFields: null,
};

/** Linphone, a softphone without keys, screens and MAC. An admin creates it by REST and gives its user the link. */
export const linphone = {
  id: 'linphone',
  name: 'Linphone',
  identity: {
    ouis: [],
    userAgents: [/^(?<model>linphone)(?:[^/]*\/(?<firmware>\d[\d.]*))?/i],
    sipUserAgents: [/^linphone/i],
  },
  files: [{ pattern: /^linphone\.xml$/i, role: 'config' }],
  configFile: () => LINPHONE_FILE,
  fetchesUrlItself: true,
  keepsUrl: true,
  // No document says that it can log in by HTTP for its config. The token in its URL protects the config.
  httpAuth: 'none',
  models: { linphone: DESKTOP },
  unknownModel: DESKTOP,
  modelOf: () => 'linphone',
  format: 'lpconfig',
  contentType: 'application/xml; charset=utf-8',
  parameters: linphoneParameters,
  screens: null,
  sipPort: 5060,
  createdByRest: true,
} satisfies Brand;

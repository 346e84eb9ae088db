import type { Brand, Model } from '../../src/phones/brands/brand';
import { linphoneParameters } from './parameters';

/** It reads its config when it starts, and at no other time. */
const DESKTOP: Model = {
  accounts: 1,
  lineKeys: 0,
  softKeys: 0,
  apply: [{ kind: 'restart', reboots: true }],
  formFields: null,
};

/** Linphone, the softphone: no keys, no screens, no MAC. An admin makes it, and gives its user the link. */
export const linphone = {
  id: 'linphone',
  name: 'Linphone',
  identity: {
    ouis: [],
    userAgents: [/^(?<model>linphone)(?:[^/]*\/(?<firmware>\d[\d.]*))?/i],
    sipUserAgents: [/^linphone/i],
  },
  files: [{ pattern: /^linphone\.xml$/i, role: 'config' }],
  configFile: () => 'linphone.xml',
  fetchesUrlItself: true,
  keepsUrl: true,
  // Nothing that we read says that it answers a challenge for its config; its link holds a token of its own anyway.
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

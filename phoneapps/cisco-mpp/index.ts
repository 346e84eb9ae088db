import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Brand, Model } from '../../src/phones/brands/brand';
import { type FlatProfileTraits, flatProfileParameters } from '../cisco-spa/parameters';
import { CISCO_SCREENS } from '../cisco-spa/screens';

const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'resync', reboots: false },
  { kind: 'notify', event: 'reboot', reboots: true },
  { kind: 'poll', reboots: false },
];

export const CISCO_MPP_LINES = 16;
export const CISCO_MPP_SOFT_KEYS = 4;

function model(lineKeys: number, lines = Math.max(1, lineKeys)): Model {
  return { accounts: lines, lineKeys, softKeys: CISCO_MPP_SOFT_KEYS, apply: APPLY, formFields: 2 };
}

/**
 * Line keys of each model. 78xx and 88xx: public provisioning code. 68xx, 8845 and 8865: as many as they have lines, which
 * is inferred; the number of lines is from other public provisioning code. Conference phones have one line and no keys.
 */
export const CISCO_MPP_MODELS: Readonly<Record<string, Model>> = {
  '6821': model(2),
  '6841': model(4),
  '6851': model(4),
  '6861': model(4),
  '6871': model(6),
  '7811': model(0),
  '7821': model(2),
  '7832': model(0),
  '7841': model(4),
  '7861': model(16),
  '8811': model(10),
  '8832': model(0),
  '8841': model(10),
  '8845': model(10),
  '8851': model(10),
  '8861': model(10),
  '8865': model(10),
};

const TRAITS: FlatProfileTraits = {
  filePrefix: 'mpp',
  adminPassword: 'Admin_Password',
  byLine: ';vid=1',
  more: {},
};

/** Cisco 68xx, 78xx and 88xx with multiplatform firmware (3PCC). */
export const ciscoMpp = {
  id: 'cisco-mpp',
  name: 'Cisco MPP',
  identity: {
    // Cisco has more than a thousand OUIs. The file names identify the brand, so one OUI is enough.
    ouis: ['00562b'],
    userAgents: [
      /^Cisco-CP-(?<model>\d{4})-3PCC\/(?<firmware>\d[\w.-]*)(?: \((?<mac>[0-9a-f]{12})\))?(?: ?\(\w+\))?$/i,
    ],
    sipUserAgents: [/^Cisco-CP-\d{4}-3PCC\b/i],
  },
  files: [
    // Requested by factory-new phones; the User-Agent has the MAC.
    { pattern: /^\d{4}-3PCC\.xml$/i, role: 'config' },
    { pattern: /^mpp(?<mac>[0-9a-f]{12})\.xml$/i, role: 'config' },
  ],
  configFile: (mac) => `mpp${mac}.xml`,
  keepsUrl: true,
  httpAuth: 'digest',
  models: CISCO_MPP_MODELS,
  unknownModel: model(0, CISCO_MPP_LINES),
  modelOf: (said) =>
    said
      .toLowerCase()
      .replace(/^(cisco-)?cp-/, '')
      .replace(/-3pcc$/, ''),
  format: 'flat-profile',
  contentType: 'text/xml; charset=utf-8',
  parameters: flatProfileParameters(TRAITS),
  screens: CISCO_SCREENS,
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

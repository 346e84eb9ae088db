import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Brand, Model } from '../../src/phones/brands/brand';
import { type FlatProfileTraits, flatProfileParameters } from './parameters';
import { CISCO_SCREENS } from './screens';

const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'resync', reboots: false },
  { kind: 'notify', event: 'reboot_now', reboots: true },
  { kind: 'poll', reboots: false },
];

export const CISCO_SPA_LINES = 12;
export const CISCO_SPA_SOFT_KEYS = 4;

function model(lines: number, lineKeys = lines): Model {
  return { accounts: lines, lineKeys, softKeys: CISCO_SPA_SOFT_KEYS, apply: APPLY, formFields: 2 };
}

/** Lines of each model, from public provisioning code. Each line has a key; a single key stays a line and takes no login. */
export const CISCO_SPA_MODELS: Readonly<Record<string, Model>> = {
  spa303: model(3),
  spa501g: model(8),
  spa502g: model(1, 0),
  spa504g: model(4),
  spa508g: model(8),
  spa509g: model(12),
  spa512g: model(1, 0),
  spa514g: model(4),
  spa525g: model(5),
  spa525g2: model(5),
  // No keys and no display: users log in by REST.
  spa301: { ...model(1, 0), softKeys: 0, formFields: null },
};

const TRAITS: FlatProfileTraits = {
  filePrefix: 'spa',
  adminPassword: 'Admin_Passwd',
  byLine: '',
  // Selects the protocol of BLF lamps, which differs by PBX.
  more: { Server_Type: 'Asterisk' },
};

/** Cisco SPA 303 and 5xx: the small business phones that came from Linksys and Sipura. */
export const ciscoSpa = {
  id: 'cisco-spa',
  name: 'Cisco SPA',
  identity: {
    ouis: [
      '00045a',
      '000625',
      '000c41',
      '000e08',
      '000f66',
      '001217',
      '001310',
      '0014bf',
      '0016b6',
      '001839',
      '0018f8',
      '001a70',
      '001c10',
      '001d7e',
      '001ee5',
      '002129',
      '00226b',
      '002369',
      '00259c',
      '20aa4b',
      '48f8b3',
      '586d8f',
      '687f74',
      '98fc11',
      'c0c1c0',
      'c8b373',
      'c8d719',
    ],
    userAgents: [
      /^Cisco\/(?<model>SPA\d{3}\w*)-(?<firmware>\d[\w.]*)(?: \((?<mac>[0-9A-F]{12})\))?(?: ?\(\w+\))?$/i,
    ],
    sipUserAgents: [/^Cisco\/SPA\d{3}/i],
  },
  files: [
    // Requested by factory-new phones; the User-Agent has the MAC.
    { pattern: /^spa\d{3}\w{0,3}\.cfg$/i, role: 'config' },
    { pattern: /^spa(?<mac>[0-9a-f]{12})\.xml$/i, role: 'config' },
  ],
  configFile: (mac) => `spa${mac}.xml`,
  keepsUrl: true,
  httpAuth: 'digest',
  models: CISCO_SPA_MODELS,
  // An unlisted model may have one line key or none, so its logins are on soft keys.
  unknownModel: model(CISCO_SPA_LINES, 0),
  modelOf: (said) => said.toLowerCase(),
  format: 'flat-profile',
  contentType: 'text/xml; charset=utf-8',
  parameters: flatProfileParameters(TRAITS),
  screens: CISCO_SCREENS,
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

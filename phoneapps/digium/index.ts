import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Brand, Model } from '../../src/phones/brands/brand';
import { ACCOUNTS, digiumParameters } from './parameters';

/** A check-sync restarts the phone. No document describes a reload without a restart, or polling. */
const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync', reboots: true },
  { kind: 'restart', reboots: true },
];

/** No keys of a template: each line key is an account, and all other keys are from contact lists, which we do not write. */
const PHONE: Model = { accounts: ACCOUNTS, lineKeys: 0, softKeys: 0, apply: APPLY, formFields: null };

const NAMES = ['p310', 'p315', 'p320', 'p325', 'p330', 'p370'].concat([
  'd40',
  'd45',
  'd50',
  'd60',
  'd62',
  'd65',
  'd70',
  'd80',
]);

/** Sangoma P-series and Digium D-series: one firmware. It opens no page of a server, so users log in by REST. */
export const digium = {
  id: 'digium',
  name: 'Sangoma P-series and Digium D-series',
  identity: {
    ouis: ['000fd3'],
    userAgents: [
      /^(?:Digium|Sangoma) (?<model>[DP]\d{2,3}) (?<firmware>\d+(?:[._]\d+)+)(?: \(?(?<mac>[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5})\)?)?$/i,
    ],
    sipUserAgents: [/^(?:Digium D|Sangoma P)\d{2,3} \d/i],
  },
  files: [{ pattern: /^(?<mac>[0-9a-f]{12})\.cfg$/i, role: 'config' }],
  configFile: (mac) => `${mac}.cfg`,
  keepsUrl: true,
  // The login is part of the URL, which is inferred to mean basic.
  httpAuth: 'basic',
  models: Object.fromEntries(NAMES.map((name) => [name, PHONE])),
  unknownModel: PHONE,
  modelOf: (said) => said.toLowerCase(),
  format: 'digium-config',
  contentType: 'text/xml; charset=utf-8',
  parameters: digiumParameters,
  screens: null,
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

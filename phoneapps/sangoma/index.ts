import type { ApplyWay } from '../../src/desk/ports';
import type { Brand, Model } from '../../src/phones/brand';
import { sangomaFirmware } from './firmware';
import { ACCOUNT_SLOTS } from './p-values';
import { sangomaParameters } from './parameters';

/** The s500 and s700 take a new config while they run; every other model restarts for it. */
const LIVE: readonly ApplyWay[] = [
  { way: 'notify', event: 'check-sync;reboot=false', reboots: false },
  { way: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { way: 'poll', reboots: false },
];
const RESTART: readonly ApplyWay[] = [
  { way: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { way: 'poll', reboots: true },
];

const SOFT_KEYS = 4;
const FORM_FIELDS = 2;

function model(lineKeys: number, apply: readonly ApplyWay[] = RESTART): Model {
  return { accounts: ACCOUNT_SLOTS, lineKeys, softKeys: SOFT_KEYS, apply, formFields: FORM_FIELDS };
}

/** Sangoma s-series: the firmware of Htek under another name. */
export const sangoma = {
  id: 'sangoma',
  name: 'Sangoma s-series',
  identity: {
    ouis: ['005058'],
    userAgents: [
      /^Sangoma (?<model>S\d{3}) V?(?<firmware>[\d.]+)(?: (?<mac>(?:[0-9A-F]{2}:){5}[0-9A-F]{2}))?$/i,
    ],
    sipUserAgents: [/^Sangoma S\d{3}\b/i],
  },
  files: [
    { pattern: /^cfg\d{4}\.xml$/i, role: 'absent' },
    { pattern: /^cfg(?<mac>[0-9a-f]{12})$/i, role: 'absent' },
    { pattern: /^cfg(?<mac>[0-9a-f]{12})\.xml$/i, role: 'config' },
  ],
  keepsUrl: true,
  models: {
    s205: model(0),
    s206: model(2),
    s300: model(0),
    s305: model(15),
    s400: model(25),
    s405: model(25),
    s406: model(25),
    s500: model(35, LIVE),
    s505: model(35),
    s700: model(45, LIVE),
    s705: model(45),
  },
  // Keys on both kinds of slot are out of the question: soft keys are what every model has.
  unknownModel: model(0),
  modelOf: (said) => said.toLowerCase(),
  format: 'hl-provision',
  contentType: 'text/xml; charset=utf-8',
  parameters: sangomaParameters,
  screens: {
    dialect: 'aastra',
    prefix: '',
    numberedStyle: 'number',
    maxBytes: 10_000,
    maxMenuItems: 30,
    softKeys: { ok: 1, exit: 4 },
    contentType: 'text/xml; charset=utf-8',
  },
  sipPort: 5060,
  firmware: sangomaFirmware,
  madeByRest: false,
} satisfies Brand;

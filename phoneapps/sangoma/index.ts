import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Brand } from '../../src/phones/brands/brand';
import { familyBrand, familyModel } from './family';

/** The s500 and s700 take a new config without a restart; every other model restarts for it. */
const LIVE: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync;reboot=false', reboots: false },
  { kind: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { kind: 'poll', reboots: false },
];
const RESTART: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { kind: 'poll', reboots: true },
];

const model = (lineKeys: number, apply = RESTART) => familyModel(lineKeys, apply);

/** Sangoma s-series, which runs Htek's firmware. */
export const sangoma = familyBrand({
  id: 'sangoma',
  name: 'Sangoma s-series',
  identity: {
    ouis: ['005058'],
    userAgents: [
      /^Sangoma (?<model>S\d{3}) V?(?<firmware>[\d.]+)(?: (?<mac>(?:[0-9A-F]{2}:){5}[0-9A-F]{2}))?$/i,
    ],
    sipUserAgents: [/^Sangoma S\d{3}\b/i],
  },
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
  // An unlisted model may have no line keys, so its logins are on soft keys, which every model has.
  unknownModel: model(0),
}) satisfies Brand;

import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Brand, Model } from '../../src/phones/brands/brand';
import { familyBrand, familyModel } from '../sangoma/family';

const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'resync', reboots: false },
  { kind: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { kind: 'poll', reboots: false },
];

type HtekModel = Model & { readonly deviceCode: string };
const model = (lineKeys: number, deviceCode: string): HtekModel => ({
  ...familyModel(lineKeys, APPLY),
  deviceCode,
});

/**
 * Line keys and device code (the number in `cfg<device code>.xml`) of each model, from public provisioning code. No source
 * states the line keys of the UC902, so it has none here.
 */
export const HTEK_MODELS: Readonly<Record<string, HtekModel>> = {
  uc802: model(0, '0007'),
  uc802t: model(0, '0007'),
  uc803: model(0, '0006'),
  uc803t: model(0, '0006'),
  uc804: model(4, '0005'),
  uc804t: model(4, '0051'),
  uc806: model(4, '0004'),
  uc806t: model(4, '0041'),
  uc840: model(4, '0003'),
  uc840p: model(4, '0003'),
  uc842: model(4, '0001'),
  uc860: model(14, '0002'),
  uc860p: model(14, '0002'),
  uc862: model(14, '0000'),
  uc902: model(0, '0017'),
  uc903: model(20, '0016'),
  uc912: model(12, '0019'),
  uc912e: model(12, '0019'),
  uc912g: model(12, '0019'),
  uc923: model(20, '0013'),
  uc924: model(28, '0012'),
  uc924e: model(28, '0112'),
  uc926: model(36, '0010'),
  uc926e: model(36, '0110'),
};

/** Htek, under its own name. Sangoma's s-series runs the same firmware. */
export const htek = familyBrand({
  id: 'htek',
  name: 'Htek',
  identity: {
    ouis: ['001fc1'],
    userAgents: [
      /^Htek (?<model>UC\d{3}\w*) V?(?<firmware>\d[\d.]*)(?: (?<mac>(?:[0-9A-F]{2}:?){5}[0-9A-F]{2}))?$/i,
    ],
    sipUserAgents: [/^Htek\b/i],
  },
  models: HTEK_MODELS,
  unknownModel: familyModel(0, APPLY),
}) satisfies Brand;

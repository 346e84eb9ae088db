import type { Brand } from '../../src/phones/brands/brand';
import { snomBrand, snomModel } from '../snom/family';

/** Gigaset P-series: desk phones with Snom's firmware and with MACs from ranges inside Snom's OUI. */
export const gigasetP = snomBrand({
  id: 'gigaset-p',
  name: 'Gigaset P-series',
  identity: {
    ouis: [
      '00041380',
      '000413d84f',
      '000413d850',
      '000413d851',
      '000413d852',
      '000413e2',
      '000413e3',
      '000413e5',
      '000413e7',
    ],
    userAgents: [
      /^Mozilla\/\d\.\d \(compatible; gigaset(?<model>P\d{3}\w*)-SIP (?<firmware>\d[\d.]*)(?:[^)]*? (?<mac>[0-9A-F]{12})\b)?/i,
    ],
    sipUserAgents: [/^gigasetP\d{3}\w*\//i],
  },
  files: [
    { pattern: /^gigaset\w*\.htm$/i, role: 'absent' },
    // No source states the prefix before the MAC, so any prefix is accepted.
    { pattern: /^[a-z]\w*-(?<mac>[0-9A-F]{12})\.htm$/i, role: 'config' },
    { pattern: /^(?<mac>[0-9A-F]{12})\.xml$/i, role: 'config' },
  ],
  configFile: (mac, model) => `gigaset${model.toUpperCase()}-${mac.toUpperCase()}.htm`,
  models: {
    p710: snomModel(4),
    p810: snomModel(4),
    p820: snomModel(28),
    p825: snomModel(28),
    p850: snomModel(36),
    p855: snomModel(36),
  },
}) satisfies Brand;

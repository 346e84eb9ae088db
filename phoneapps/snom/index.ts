import type { Brand } from '../../src/phones/brands/brand';
import { snomBrand, snomModel } from './family';

/** Snom 3xx, 7xx, 8xx, D1xx, D3xx, D7xx and D8xx. */
export const snom = snomBrand({
  id: 'snom',
  name: 'Snom',
  identity: {
    ouis: ['000413', '1c7126'],
    userAgents: [
      /^Mozilla\/\d\.\d \(compatible; snom(?<model>\w+)-SIP (?<firmware>\d[\d.]*)(?:[^)]*? (?<mac>[0-9A-F]{12})\b)?/i,
    ],
    sipUserAgents: [/^snom\w+\//i],
  },
  files: [
    { pattern: /^snom\w*\.htm$/i, role: 'absent' },
    { pattern: /^snom\w*-(?<mac>[0-9A-F]{12})\.htm$/i, role: 'config' },
    // For a setting server such as `http://pbx/provision/{mac}.xml`, where the phone replaces `{mac}`.
    { pattern: /^(?<mac>[0-9A-F]{12})\.xml$/i, role: 'config' },
  ],
  configFile: (mac, model) => `snom${model.toUpperCase()}-${mac.toUpperCase()}.htm`,
  models: {
    '300': snomModel(6),
    '320': snomModel(12),
    '360': snomModel(12),
    '370': snomModel(12),
    '710': snomModel(5),
    '715': snomModel(5),
    '720': snomModel(18),
    '725': snomModel(18),
    '760': snomModel(16),
    '820': snomModel(4),
    '821': snomModel(4),
    '870': snomModel(4),
    // The number of identities, where it is not twelve: the data sheets of the models.
    d120: snomModel(2, 2),
    d140: snomModel(2, 2),
    d150: snomModel(2, 2),
    d305: snomModel(5),
    d315: snomModel(5, 4),
    d335: snomModel(32),
    d345: snomModel(48),
    d375: snomModel(12),
    d385: snomModel(48),
    d710: snomModel(5),
    d712: snomModel(5),
    d713: snomModel(4, 6),
    d715: snomModel(5),
    d717: snomModel(3, 6),
    d725: snomModel(18),
    d735: snomModel(32),
    d745: snomModel(32),
    d765: snomModel(16),
    d785: snomModel(24),
    d810: snomModel(4),
    d812: snomModel(28),
    d815: snomModel(36),
    d862: snomModel(28, 8),
    d865: snomModel(36),
    d892: snomModel(36),
  },
}) satisfies Brand;

import type { Brand } from '../../src/phones/brands/brand';
import { AASTRA_MODELS, UNKNOWN_AASTRA } from './models';
import { aastraParameters } from './parameters';

/** Aastra 53i to 57i and 67xx, and their successors, Mitel 68xx and 69xx. */
export const aastra = {
  id: 'aastra',
  name: 'Aastra and Mitel',
  identity: {
    ouis: ['00085d', '08000f', '0010bc', '1400e9'],
    userAgents: [
      /^(?:Aastra|Mitel)(?<model>\w+) MAC:(?<mac>(?:[0-9A-F]{2}-){5}[0-9A-F]{2}) V:(?<firmware>\d[\d.]*)-SIP$/i,
    ],
    sipUserAgents: [/^Aastra \d{2,4}i/i, /^Mitel-\d{4}\w*-SIP\//i],
  },
  files: [
    { pattern: /^startup\.(?:cfg|tuz)$/i, role: 'absent' },
    { pattern: /^(?:aastra|mitel)\.(?:cfg|tuz)$/i, role: 'absent' },
    { pattern: /^(?:5\di|(?:67|68|69|91|94)\d{2}\w{0,2})\.(?:cfg|tuz)$/i, role: 'absent' },
    { pattern: /^(?<mac>[0-9A-F]{12})\.tuz$/i, role: 'absent' },
    { pattern: /^(?<mac>[0-9A-F]{12})\.cfg$/i, role: 'config' },
  ],
  configFile: (mac) => `${mac.toUpperCase()}.cfg`,
  keepsUrl: true,
  httpAuth: 'digest',
  models: AASTRA_MODELS,
  unknownModel: UNKNOWN_AASTRA,
  modelOf: (said) => said.toLowerCase(),
  format: 'colon-lines',
  contentType: 'text/plain; charset=utf-8',
  parameters: aastraParameters,
  screens: {
    dialect: 'aastra',
    prefix: 'AastraIPPhone',
    numberedStyle: 'numbered',
    maxBytes: 10_000,
    maxMenuItems: 30,
    softKeys: { ok: 1, exit: 6 },
    contentType: 'text/xml; charset=utf-8',
  },
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

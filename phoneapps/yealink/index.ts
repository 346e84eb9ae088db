import type { Brand } from '../../src/phones/brand';
import { yealinkFirmware } from './firmware';
import { UNKNOWN_YEALINK, YEALINK_MODELS } from './models';
import { yealinkParameters } from './parameters';

/** Yealink T4x and T5x. */
export const yealink = {
  id: 'yealink',
  name: 'Yealink',
  identity: {
    ouis: [
      '001565',
      '249ad8',
      '3497d7',
      '44dbd2',
      '644f56',
      '805e0c',
      '805ec0',
      'b061a9',
      'c4fc22',
      'e434d7',
      'ec1da9',
      'f01653',
    ],
    userAgents: [
      /^yealink\s+(?:SIP(?: VP)?-)?(?<model>[\w-]+)\s+(?<firmware>[\d.]+)(?:\s+(?<mac>[0-9a-f:]{12,17}))?$/i,
    ],
    sipUserAgents: [/^yealink\b/i],
  },
  files: [
    { pattern: /^(?<mac>[0-9a-f]{12})\.boot$/i, role: 'absent' },
    { pattern: /^y0{12}\.boot$/i, role: 'absent' },
    { pattern: /^y0{9}\d{3}\.cfg$/i, role: 'absent' },
    { pattern: /^(?<mac>[0-9a-f]{12})\.cfg$/i, role: 'config' },
  ],
  keepsUrl: true,
  httpAuth: 'digest',
  models: YEALINK_MODELS,
  unknownModel: UNKNOWN_YEALINK,
  modelOf: (said) => said.toLowerCase(),
  format: 'key-value',
  contentType: 'text/plain; charset=utf-8',
  parameters: yealinkParameters,
  screens: {
    dialect: 'aastra',
    prefix: 'YealinkIPPhone',
    numberedStyle: 'numbered',
    maxBytes: 10_000,
    maxMenuItems: 30,
    softKeys: { ok: 4, exit: 1 },
    contentType: 'text/xml; charset=utf-8',
  },
  sipPort: 5060,
  firmware: yealinkFirmware,
  madeByRest: false,
} satisfies Brand;

import type { Brand } from '../../src/phones/brands/brand';
import { yealinkBrand } from './family';
import { YEALINK_MODELS } from './models';

/** Yealink: desk phones T1x to T8x, conference and video phones, and DECT bases. */
export const yealink = yealinkBrand({
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
      // Early firmware of some models: no brand name, or a hardware number in the place of the MAC.
      /^(?<model>W52P|VP530P?)\s+(?<firmware>[\d.]+)\s+(?<mac>[0-9a-f:]{17})$/i,
      /^yealink-(?<model>\w+)\s+(?<firmware>[\d.]+)\s+[\d.]+$/i,
    ],
    sipUserAgents: [/^yealink\b/i],
  },
  models: YEALINK_MODELS,
  unknownGeneration: 'v81',
  modelOf: (said) => said.toLowerCase(),
}) satisfies Brand;

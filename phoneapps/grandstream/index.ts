import type { Brand } from '../../src/phones/brands/brand';
import { GRANDSTREAM_MODELS, UNKNOWN_GRANDSTREAM } from './models';
import { grandstreamParameters } from './parameters';

/** Grandstream GXP, GRP, GXV and WP. Newer firmware reads named parameters, older firmware only P-values. */
export const grandstream = {
  id: 'grandstream',
  name: 'Grandstream',
  identity: {
    ouis: ['000b82', '144cff', 'c074ad', 'ec74d7'],
    userAgents: [
      /^Grandstream Model HW (?<model>\w+)(?:\s+V\S+)? SW (?<firmware>[\w.-]+) DevId (?<mac>[0-9a-f:]{12,17})/i,
      /^Grandstream (?<model>G[A-Z]{2}\d{4}) \(\w+\.bin:(?<firmware>[\d.]+)\S* DevId (?<mac>[0-9a-f]{12})/i,
    ],
    sipUserAgents: [/^Grandstream (?:GXP|GRP|GXV|WP)\d{3,4}/i],
  },
  files: [
    { pattern: /^cfg(?<mac>[0-9a-f]{12})(\.bin)?$/i, role: 'absent' },
    { pattern: /^cfg(?<mac>[0-9a-f]{12})\.xml$/i, role: 'config' },
    { pattern: /^cfg(?:gxp|grp|gxv|wp)\w{1,16}\.xml$/i, role: 'absent' },
    { pattern: /^cfg\.xml$/i, role: 'absent' },
  ],
  configFile: (mac) => `cfg${mac}.xml`,
  keepsUrl: true,
  httpAuth: 'digest',
  models: GRANDSTREAM_MODELS,
  unknownModel: UNKNOWN_GRANDSTREAM,
  modelOf: (said) => said.toLowerCase(),
  format: 'gs-provision',
  contentType: 'text/xml; charset=utf-8',
  parameters: grandstreamParameters,
  screens: {
    dialect: 'canvas',
    canvas: { width: 240, height: 120 },
    maxBytes: 10_000,
    maxMenuItems: 6,
    contentType: 'text/xml; charset=utf-8',
  },
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

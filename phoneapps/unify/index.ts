import type { Brand } from '../../src/phones/brands/brand';
import { UNIFY_MODELS, UNKNOWN_UNIFY } from './models';
import { unifyParameters } from './parameters';

/** Unify (formerly Siemens) OpenStage, OpenScape Desk Phone IP and CP. They use a provisioning protocol, not files. */
export const unify = {
  id: 'unify',
  name: 'Unify OpenStage and CP',
  identity: {
    // OUIs of the MACs in the guide's examples and in public provisioning code.
    ouis: ['001ae8', '0001e3'],
    userAgents: [],
    sipUserAgents: [/^(?:Siemens |Unify )?Open(?:Stage|Scape)\b|^OpenS(?:tage|cape)_/i],
  },
  files: [
    // Phones that use the protocol request no file. A CP that is set to a DMS requests its own file and a common one.
    { pattern: /^(?!0{12})(?<mac>[0-9A-F]{12})_config\.xml$/i, role: 'config' },
    { pattern: /^0{12}_config\.xml$/i, role: 'absent' },
  ],
  configFile: (mac) => `${mac}_config.xml`,
  // The path of the service, as public replacements of the vendor's service have it.
  protocol: { path: '/DeploymentService/LoginService', name: 'dls' },
  keepsUrl: false,
  httpAuth: 'none',
  models: UNIFY_MODELS,
  unknownModel: UNKNOWN_UNIFY,
  modelOf: (said) =>
    said
      .toLowerCase()
      .trim()
      .replace(/^openscape[ _-]+(?:desk[ _-]+phone[ _-]+)?/, '')
      .replace(/[\s_]+/g, '-'),
  format: 'dls-items',
  contentType: 'text/xml; charset=utf-8',
  parameters: unifyParameters,
  screens: {
    dialect: 'ipp',
    maxBytes: 10_000,
    maxMenuItems: 15,
    contentType: 'text/xml; charset=utf-8',
  },
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

import type { Brand } from '../../src/phones/brands/brand';
import { GIGASET_MODELS, UNKNOWN_GIGASET } from './models';
import { gigasetParameters } from './parameters';

/** Gigaset Maxwell, and the DECT base stations N610, N670 and N870. None opens a page of a server: users log in by REST. */
export const gigaset = {
  id: 'gigaset',
  name: 'Gigaset Maxwell and N610/N670/N870',
  identity: {
    ouis: ['7c2f80', '589ec6', '002104', '14b370'],
    userAgents: [
      /^"?(?:Gigaset )?(?<model>N(?:610|670|870)E?(?: \w+)*)\/(?:\d+\.V)?(?<firmware>\d[\d.]*\d)(?:\+[\w.-]+)?(?:;(?<mac>[0-9A-F]{12}))?(?:;Handset=\d+)?"?$/i,
      /^Gigaset (?<model>Maxwell \w+) (?<firmware>\d[\d.]*\d) (?<mac>[0-9A-F]{2}(?::[0-9A-F]{2}){5})$/i,
    ],
    sipUserAgents: [/^(?:Gigaset )?(?:Maxwell|N(?:610|670|870)E?)\b/i],
  },
  files: [
    { pattern: /^provisioning\.xml$/i, role: 'absent' },
    { pattern: /^(?<mac>[0-9A-F]{12})\.xml$/i, role: 'config' },
  ],
  configFile: (mac) => `${mac.toUpperCase()}.xml`,
  keepsUrl: true,
  // No parameter for the HTTP login is known, so it is written into the URL.
  httpAuth: 'basic',
  models: GIGASET_MODELS,
  unknownModel: UNKNOWN_GIGASET,
  modelOf: (said) => said.toLowerCase().replace(/\s+/g, '-'),
  format: 'nvm-params',
  contentType: 'text/xml; charset=utf-8',
  parameters: gigasetParameters,
  screens: null,
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

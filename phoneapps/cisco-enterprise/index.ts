import type { Brand } from '../../src/phones/brands/brand';
import { CISCO_SCREENS } from '../cisco-spa/screens';
import { MODELS, modelOf, UNKNOWN_MODEL } from './models';
import { enterpriseParameters } from './parameters';

/** Cisco 69xx, 78xx, 79xx, 88xx, 89xx and 99xx with the SIP firmware of Unified Communications Manager. */
export const ciscoEnterprise = {
  id: 'cisco-enterprise',
  name: 'Cisco enterprise',
  identity: {
    // Cisco has more than a thousand OUIs. The file names identify the brand, so one OUI is enough.
    ouis: ['001d45'],
    userAgents: [],
    modelHeader: { name: 'x-CiscoIPPhoneModelName', pattern: /^CP-(?<model>\d{4})(?!.*3PCC)[\w-]{0,8}$/i },
    sipUserAgents: [/^Cisco-CP\d{4}/i],
  },
  files: [
    { pattern: /^CTLSEP(?<mac>[0-9a-f]{12})\.tlv(\.sgn)?$/i, role: 'absent' },
    { pattern: /^ITLSEP(?<mac>[0-9a-f]{12})\.tlv(\.sgn)?$/i, role: 'absent' },
    { pattern: /^ITLFile\.tlv$/i, role: 'absent' },
    { pattern: /^SEP(?<mac>[0-9a-f]{12})\.cnf\.xml\.(sgn|enc\.sgn)$/i, role: 'absent' },
    { pattern: /^SEP(?<mac>[0-9a-f]{12})\.cnf\.xml$/i, role: 'config' },
    {
      pattern: /^(XMLDefault\.cnf|dialplan|AppDialRules|DialRules|featurePolicyDefault)\.xml$/i,
      role: 'absent',
    },
  ],
  configFile: (mac) => `SEP${mac.toUpperCase()}.cnf.xml`,
  keepsUrl: false,
  httpAuth: 'none',
  models: MODELS,
  unknownModel: UNKNOWN_MODEL,
  modelOf,
  format: 'cnf-xml',
  contentType: 'text/xml; charset=utf-8',
  parameters: enterpriseParameters,
  screens: CISCO_SCREENS,
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

import type { Brand, Model } from '../../src/phones/brands/brand';
import { ACCOUNT_SLOTS } from './p-values';
import { sangomaParameters } from './parameters';

/** What differs between the brands that run Htek's firmware. */
export interface FamilyLabel {
  readonly id: string;
  readonly name: string;
  readonly identity: Brand['identity'];
  readonly models: Brand['models'];
  readonly unknownModel: Model;
}

const SOFT_KEYS = 4;
const FORM_FIELDS = 2;

/** A model of the family. Models differ in line keys and apply methods. */
export function familyModel(lineKeys: number, apply: Model['apply']): Model {
  return { accounts: ACCOUNT_SLOTS, lineKeys, softKeys: SOFT_KEYS, apply, formFields: FORM_FIELDS };
}

/** A brand of the family: `cfg<device code>.xml` and `cfg<mac>.xml` in P-values; page elements without a prefix. */
export function familyBrand(label: FamilyLabel): Brand {
  return {
    ...label,
    files: [
      { pattern: /^cfg\d{4}\.xml$/i, role: 'absent' },
      { pattern: /^cfg(?<mac>[0-9a-f]{12})$/i, role: 'absent' },
      { pattern: /^cfg(?<mac>[0-9a-f]{12})\.xml$/i, role: 'config' },
    ],
    configFile: (mac) => `cfg${mac}.xml`,
    keepsUrl: true,
    httpAuth: 'digest',
    modelOf: (said) => said.toLowerCase(),
    format: 'hl-provision',
    contentType: 'text/xml; charset=utf-8',
    parameters: sangomaParameters,
    screens: {
      dialect: 'aastra',
      prefix: '',
      numberedStyle: 'number',
      maxBytes: 10_000,
      maxMenuItems: 30,
      softKeys: { ok: 1, exit: 4 },
      contentType: 'text/xml; charset=utf-8',
    },
    sipPort: 5060,
    createdByRest: false,
  };
}

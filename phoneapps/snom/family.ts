import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Brand, Model } from '../../src/phones/brands/brand';
import { snomParameters } from './parameters';

/** What differs between the brands that run Snom's firmware. */
export interface SnomLabel {
  readonly id: string;
  readonly name: string;
  readonly identity: Brand['identity'];
  readonly files: Brand['files'];
  readonly models: Brand['models'];
  /** The name of a phone's own file, with the prefix of this brand. */
  configFile(mac: string, model: string): string;
}

const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync;reboot=false', reboots: false },
  { kind: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { kind: 'poll', reboots: false },
];

const IDENTITIES = 12;
const FORM_FIELDS = 1;

/**
 * A model. Models differ in keys, and some have fewer identities (accounts). Soft keys are not written, because they cannot
 * show a label of ours.
 */
export function snomModel(lineKeys: number, identities = IDENTITIES): Model {
  return { accounts: identities, lineKeys, softKeys: 0, apply: APPLY, formFields: FORM_FIELDS };
}

/** A brand of the family: settings XML, `url` keys, pages of the minibrowser. */
export function snomBrand(label: SnomLabel): Brand {
  return {
    ...label,
    keepsUrl: true,
    httpAuth: 'digest',
    // As many keys as the smallest listed models have.
    unknownModel: snomModel(2),
    modelOf: (said) => said.toLowerCase(),
    format: 'snom-settings',
    contentType: 'text/xml; charset=utf-8',
    parameters: snomParameters,
    screens: {
      dialect: 'snom',
      maxBytes: 10_000,
      maxMenuItems: 30,
      contentType: 'text/xml; charset=utf-8',
    },
    sipPort: 5060,
    createdByRest: false,
  };
}

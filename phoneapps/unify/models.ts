import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Model } from '../../src/phones/brands/brand';

/**
 * Asks the phone to contact its provisioning service, which writes the new config while the phone runs. It is asked twice,
 * because it may have been off; after that it must be restarted by hand. Port and path: OpenStage / OpenScape Desk Phone IP
 * Provisioning Interface, Developer's Guide A31003-S2000-R102-16-7620, 1.4.4.2.
 */
const CONTACT_ME: ApplyMethod = {
  kind: 'http',
  call: { port: 8085, path: '/contact_dls.html/ContactDLS', body: 'ContactMe=true' },
  reboots: false,
};
const APPLY: readonly ApplyMethod[] = [CONTACT_ME, CONTACT_ME, { kind: 'restart', reboots: true }];

/** The name of the login application in the phone's menu. */
export const UNIFY_APP_ENTRY = 'Hot desk';

/** A model without XML applications: users log in by REST. Programmable keys are counted without their second level. */
function withKeys(lineKeys: number): Model {
  return { accounts: 1, lineKeys, softKeys: 0, lineWithoutKey: true, apply: APPLY, formFields: null };
}

/** A model with XML applications, which show the login. Source: XML Applications, Developer's Guide A31003-S2000-R100. */
function withPages(lineKeys: number): Model {
  return { ...withKeys(lineKeys), oneAppUrl: true, formFields: 2 };
}

/**
 * Keys of OpenStage and Desk Phone IP: the guide to the provisioning interface, 4.4.5.3 and 3.5.1.3. Those of Desk Phone CP
 * are inferred; models whose key numbers are not known have none here.
 */
export const UNIFY_MODELS: Readonly<Record<string, Model>> = {
  'openstage-60': withPages(8),
  'openstage-80': withPages(9),
  'ip-55g': withPages(8),
  'openstage-15': withKeys(8),
  'openstage-20': withKeys(0),
  'openstage-20e': withKeys(0),
  'openstage-40': withKeys(6),
  'ip-35': withKeys(3),
  'ip-35g': withKeys(3),
  cp100: withKeys(0),
  cp200: withKeys(0),
  cp205: withKeys(4),
  cp400: withKeys(16),
  cp600: withKeys(0),
  cp600e: withKeys(0),
};

/** An unlisted model gets no keys, because a phone refuses keys that it does not have. Its login is in its menu. */
export const UNKNOWN_UNIFY: Model = { ...withPages(0), softKeys: 1, appEntry: UNIFY_APP_ENTRY };

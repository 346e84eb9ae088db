import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Model } from '../../src/phones/brands/brand';

/**
 * The phone is asked to talk with its provisioning service, and takes what that writes while it runs. Asked once more, for
 * it may have been off; then it must be restarted by hand. Port and path: OpenStage / OpenScape Desk Phone IP Provisioning
 * Interface, Developer's Guide A31003-S2000-R102-16-7620, 1.4.4.2.
 */
const CONTACT_ME: ApplyMethod = {
  kind: 'http',
  call: { port: 8085, path: '/contact_dls.html/ContactDLS', body: 'ContactMe=true' },
  reboots: false,
};
const APPLY: readonly ApplyMethod[] = [CONTACT_ME, CONTACT_ME, { kind: 'restart', reboots: true }];

/** What the phone's menu of applications calls ours. */
export const UNIFY_APP_ENTRY = 'Hot desk';

/** Free programmable keys, without their second level. Users log in by REST. */
function withKeys(lineKeys: number): Model {
  return { accounts: 1, lineKeys, softKeys: 0, lineWithoutKey: true, apply: APPLY, formFields: null };
}

/** The same on a phone that shows XML applications: XML Applications, Developer's Guide A31003-S2000-R100. */
function withPages(lineKeys: number): Model {
  return { ...withKeys(lineKeys), oneAppUrl: true, formFields: 2 };
}

/**
 * OpenStage and Desk Phone IP: the same guide, 4.4.5.3 and 3.5.1.3. Desk Phone CP: inferred, with no keys where it is not
 * known how their keys are numbered.
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

/** It gets no keys, for one that it has not it would refuse; the application is in its menu, if it knows any. */
export const UNKNOWN_UNIFY: Model = { ...withPages(0), softKeys: 1, appEntry: UNIFY_APP_ENTRY };

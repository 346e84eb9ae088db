import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Model } from '../../src/phones/brands/brand';

/** The phone reads its files on the NOTIFY event that our config sets. A change of an account restarts it. */
const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync', reboots: true },
  { kind: 'poll', reboots: true },
];

/** Flexible buttons are hardware keys or fields on a touch display. The names of their functions differ. */
export type Buttons = 'keys' | 'display';

export interface PanasonicModel extends Model {
  readonly buttons: Buttons;
}

/** The label of the phone's menu entry that opens the XML application. */
export const PANASONIC_APP_ENTRY = 'Application';
const FORM_FIELDS = 2;

/** A model that opens pages from its menu, because no button is known that can open one. */
function panasonicModel(lines: number, lineKeys: number, buttons: Buttons = 'keys'): PanasonicModel {
  const opens = {
    softKeys: 1,
    oneAppUrl: true,
    appEntry: PANASONIC_APP_ENTRY,
    formFields: FORM_FIELDS,
  } as const;
  return { accounts: lines, lineKeys, ...opens, apply: APPLY, buttons };
}

/** The conference phone. No document mentions pages, so users log in by REST. */
const HDV800: PanasonicModel = {
  accounts: 1,
  lineKeys: 0,
  softKeys: 0,
  apply: APPLY,
  formFields: null,
  buttons: 'keys',
};

/** Lines and flexible buttons of each model, from the vendor's documents and public provisioning code. */
export const PANASONIC_MODELS: Readonly<Record<string, PanasonicModel>> = {
  'kx-hdv100': panasonicModel(1, 0),
  'kx-hdv130': panasonicModel(2, 2),
  'kx-hdv230': panasonicModel(6, 24),
  'kx-hdv330': panasonicModel(12, 24, 'display'),
  'kx-hdv430': panasonicModel(16, 24, 'display'),
  'kx-hdv800': HDV800,
  'kx-ut113': panasonicModel(2, 0),
  'kx-ut123': panasonicModel(2, 0),
  'kx-ut133': panasonicModel(4, 24),
  'kx-ut136': panasonicModel(4, 24),
  'kx-ut248': panasonicModel(6, 24),
  'kx-tgp600': panasonicModel(8, 0),
};

/** An unlisted model: the largest number of lines of any model. A phone ignores lines that it does not have. */
export const UNKNOWN_PANASONIC = panasonicModel(16, 0);

import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Model } from '../../src/phones/brands/brand';

/** The families of programmable keys. A model may have several; we use the one that shows login labels best. */
export type KeyFamily = 'prgkey' | 'softkey' | 'topsoftkey';

/** A model and its key family. `lineKeys` counts the keys of this family; keys of other families are not written. */
export type AastraModel = Model & { readonly family: KeyFamily };

/** A check-sync restarts the phone if its files have changed. No documented method avoids the restart. */
const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync', reboots: true },
  { kind: 'poll', reboots: true },
];

const ACCOUNTS = 9;
/** Fields of a form. Small displays have 16 characters a line and show one field a page. */
const SMALL = 1;
const LARGE = 2;

function model(family: KeyFamily, lineKeys: number, formFields: number): AastraModel {
  return { accounts: ACCOUNTS, lineKeys, softKeys: 0, apply: APPLY, formFields, family };
}

/** The keys of each model, from public provisioning code; where sources differ we use the smaller number. */
export const AASTRA_MODELS: Readonly<Record<string, AastraModel>> = {
  '53i': model('prgkey', 6, SMALL),
  '55i': model('softkey', 20, LARGE),
  '57i': model('softkey', 20, LARGE),
  '6730i': model('prgkey', 8, SMALL),
  '6731i': model('prgkey', 8, SMALL),
  '6735i': model('softkey', 20, LARGE),
  '6737i': model('softkey', 20, LARGE),
  '6739i': model('softkey', 55, LARGE),
  '6753i': model('prgkey', 6, SMALL),
  '6755i': model('softkey', 20, LARGE),
  '6757i': model('softkey', 20, LARGE),
  '6863i': model('prgkey', 3, SMALL),
  '6865i': model('prgkey', 8, SMALL),
  '6867i': model('topsoftkey', 20, LARGE),
  '6869i': model('topsoftkey', 44, LARGE),
  '6873i': model('topsoftkey', 48, LARGE),
  '6905': model('prgkey', 3, SMALL),
  '6910': model('prgkey', 8, SMALL),
  '6915': model('topsoftkey', 6, LARGE),
  '6915d': model('topsoftkey', 6, LARGE),
  '6920': model('topsoftkey', 8, LARGE),
  '6920w': model('topsoftkey', 8, LARGE),
  '6930': model('topsoftkey', 12, LARGE),
  '6930w': model('topsoftkey', 12, LARGE),
  '6940': model('topsoftkey', 24, LARGE),
  '6940w': model('topsoftkey', 24, LARGE),
  '6970': model('topsoftkey', 6, LARGE),
  '9143i': model('prgkey', 7, SMALL),
  '9480i': model('softkey', 6, LARGE),
};

/** The key families to write: all of them for an unlisted model, which may have any. */
export function familiesOf(model: Model): readonly KeyFamily[] {
  const listed = Object.values(AASTRA_MODELS).find((each) => each === model);
  return listed ? [listed.family] : ['prgkey', 'softkey', 'topsoftkey'];
}

/** An unlisted model: the login keys are the first two keys of each family. */
export const UNKNOWN_AASTRA: Model = {
  accounts: ACCOUNTS,
  lineKeys: 2,
  softKeys: 0,
  apply: APPLY,
  formFields: SMALL,
};

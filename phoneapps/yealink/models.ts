import type { ApplyWay } from '../../src/desk/ports';
import type { Model } from '../../src/phones/brand';

/** Settings apply while the phone runs, once `sip.notify_reboot_enable` is 0 (documented). */
const APPLY: readonly ApplyWay[] = [
  { way: 'notify', event: 'check-sync;reboot=false', reboots: false },
  { way: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { way: 'poll', reboots: false },
];

const SOFT_KEYS = 4;
const FORM_FIELDS = 2;

function model(accounts: number, lineKeys: number): Model {
  return { accounts, lineKeys, softKeys: SOFT_KEYS, apply: APPLY, formFields: FORM_FIELDS };
}

/**
 * Accounts and line keys of each model, and the number in the name of its common file; null: not known.
 * Where sources differ (t44: 21 or 24 line keys) the smaller number stands, so that no key of ours is out of reach.
 */
export const YEALINK_MODELS: Readonly<Record<string, Model & { readonly productCode: string | null }>> = {
  t40g: { ...model(3, 3), productCode: '76' },
  t40p: { ...model(3, 3), productCode: '54' },
  t41p: { ...model(6, 15), productCode: '36' },
  t41s: { ...model(6, 15), productCode: '68' },
  t41u: { ...model(6, 15), productCode: null },
  t42g: { ...model(12, 15), productCode: '29' },
  t42s: { ...model(12, 15), productCode: '67' },
  t42u: { ...model(12, 15), productCode: '116' },
  t43u: { ...model(12, 21), productCode: '107' },
  t44u: { ...model(12, 21), productCode: '174' },
  t44w: { ...model(12, 21), productCode: '174' },
  t46g: { ...model(16, 27), productCode: '28' },
  t46s: { ...model(16, 27), productCode: '66' },
  t46u: { ...model(16, 27), productCode: '108' },
  t48g: { ...model(16, 29), productCode: '35' },
  t48s: { ...model(16, 29), productCode: '65' },
  t48u: { ...model(16, 29), productCode: '109' },
  t52s: { ...model(12, 21), productCode: '74' },
  t53: { ...model(12, 21), productCode: '95' },
  t53w: { ...model(12, 21), productCode: '95' },
  t54s: { ...model(16, 27), productCode: '70' },
  t54w: { ...model(16, 27), productCode: '96' },
  t56a: { ...model(16, 27), productCode: '56' },
  t57w: { ...model(16, 29), productCode: '97' },
  t58: { ...model(16, 27), productCode: '58' },
  t58a: { ...model(16, 27), productCode: '58' },
  t58v: { ...model(16, 27), productCode: '58' },
  t58w: { ...model(16, 27), productCode: '150' },
};

/**
 * A model nobody has listed may have two line keys, or none: a template's keys could push the login key out of reach.
 * So the logins go on soft keys, which every model has, and line keys stay as they are.
 */
export const UNKNOWN_YEALINK: Model = model(16, 0);

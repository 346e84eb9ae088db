import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Model } from '../../src/phones/brands/brand';

/** No other method is known. A phone without a registration may ignore the NOTIFY and must then be restarted by hand. */
const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync', reboots: true },
  { kind: 'restart', reboots: true },
];

/** Entries of the Services menu: one for each login key. */
const SERVICES = 2;

/** A model by its buttons beside the display. A single button is the line; the logins are then in the Services menu. */
function model(buttons: number): Model {
  const hasButtons = buttons >= 2;
  return {
    accounts: buttons,
    lineKeys: hasButtons ? buttons : 0,
    softKeys: hasButtons ? 0 : SERVICES,
    apply: APPLY,
    formFields: 2,
  };
}

/** Line buttons of each model, without expansion modules. */
export const MODELS: Readonly<Record<string, Model>> = {
  '6921': model(2),
  '6941': model(4),
  '6945': model(4),
  '6961': model(12),
  '7811': model(1),
  '7821': model(2),
  '7841': model(4),
  '7861': model(16),
  '7906': model(1),
  '7911': model(1),
  '7931': model(24),
  '7941': model(2),
  '7942': model(2),
  '7945': model(2),
  '7961': model(6),
  '7962': model(6),
  '7965': model(6),
  '7970': model(8),
  '7971': model(8),
  '7975': model(8),
  // Only the five buttons on the left: those on the right have functions of the phone by default.
  '8811': model(5),
  '8841': model(5),
  '8845': model(5),
  '8851': model(5),
  '8861': model(5),
  '8865': model(5),
  '8941': model(4),
  '8945': model(4),
  '8961': model(5),
  '9951': model(5),
  '9971': model(6),
};

export const UNKNOWN_MODEL: Model = model(1);

/** The model number: `CP-7942G` and `7942` are `7942`. */
export function modelOf(said: string): string {
  return said.toLowerCase().replace(/^(?:cp-?)?(\d{4}).*$/, '$1');
}

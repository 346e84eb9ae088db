import type { ApplyWay } from '../../src/desk/ports';
import type { Model } from '../../src/phones/brand';

/** The family has six accounts at most; a model with fewer passes over what it does not have. */
export const ACCOUNT_SLOTS = 6;

/** The phone takes nothing shorter than an hour. */
export const MIN_POLL_MINUTES = 60;

const APPLY: readonly ApplyWay[] = [
  { way: 'notify', event: 'check-sync', reboots: false },
  { way: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { way: 'poll', reboots: false },
];

/** The XML application is one URL and one soft key; a virtual key can open it too. */
function model(lineKeys: number): Model {
  return { accounts: ACCOUNT_SLOTS, lineKeys, softKeys: 1, oneAppUrl: true, apply: APPLY, formFields: 2 };
}

/** Virtual multi-purpose keys of each model, from public templates. */
export const GRANDSTREAM_MODELS: Readonly<Record<string, Model>> = {
  gxp2130: model(12),
  gxp2135: model(32),
  gxp2140: model(16),
  gxp2160: model(24),
  gxp2170: model(48),
  grp2612: model(16),
  grp2612w: model(16),
  grp2612p: model(16),
  grp2613: model(24),
  grp2614: model(16),
  grp2615: model(40),
  grp2616: model(16),
};

/** A model nobody has listed may have no virtual keys: it shows the login on its soft key. */
export const UNKNOWN_GRANDSTREAM: Model = model(0);

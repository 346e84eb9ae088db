import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Model } from '../../src/phones/brands/brand';
import { MAXWELL_ACCOUNTS } from './maxwell';

/** A Maxwell polls. Maxwells and base stations take a new config without a restart. */
const MAXWELL_APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync;reboot=false', reboots: false },
  { kind: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { kind: 'poll', reboots: false },
];
/** A base restarts on a NOTIFY only if a setting of its allows it and only while it has an account, so we do not send one. */
const BASE_APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync;reboot=false', reboots: false },
  { kind: 'restart', reboots: true },
];

function maxwell(lineKeys: number): Model {
  return { accounts: MAXWELL_ACCOUNTS, lineKeys, softKeys: 0, apply: MAXWELL_APPLY, formFields: null };
}

const BASE: Model = { accounts: 1, lineKeys: 0, softKeys: 0, apply: BASE_APPLY, formFields: null };

/** Function keys of each Maxwell, from public provisioning code. */
const MAXWELLS: Readonly<Record<string, Model>> = {
  'maxwell-2': maxwell(8),
  'maxwell-3': maxwell(8),
  'maxwell-4': maxwell(8),
  'maxwell-basic': maxwell(0),
};
const BASES: Readonly<Record<string, Model>> = {
  'n610-ip-pro': BASE,
  'n670-ip-pro': BASE,
  'n870-ip-pro': BASE,
  'n870e-ip-pro': BASE,
  'n870-vi-pro': BASE,
};

export const GIGASET_MODELS: Readonly<Record<string, Model>> = { ...MAXWELLS, ...BASES };

/** Maxwell or base station is not known: it gets the parameters of both, and ignores those of the other. */
export const UNKNOWN_GIGASET: Model = { ...maxwell(0) };

/** Whether a model gets the parameters of a Maxwell, of a base station, or both. */
export function kindsOf(model: Model): { readonly maxwell: boolean; readonly base: boolean } {
  const base = Object.values(BASES).includes(model);
  return { base: base || model === UNKNOWN_GIGASET, maxwell: !base };
}

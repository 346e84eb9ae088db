import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Model } from '../../src/phones/brands/brand';

/**
 * The parameter names that a model's newest firmware knows. `v81`: provisioning parameters begin with `static.`. `v70`: they
 * do not, and the first releases have other names for the SIP server.
 */
export type Generation = 'v70' | 'v81';

export interface YealinkModel extends Model {
  readonly generation: Generation;
  /** The number of the first account in the parameters of keys. */
  readonly firstLine: '0' | '1';
  /** The number in the name of the model's common file; null when it is not known. */
  readonly productCode: string | null;
}

/** A check-sync applies settings without a restart once `sip.notify_reboot_enable` is 0 (documented). */
const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync;reboot=false', reboots: false },
  { kind: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { kind: 'poll', reboots: false },
];

const SOFT_KEYS = 4;
const FORM_FIELDS = 2;

/** A model that shows pages. The logins go on line keys if it has two, else on soft keys. */
export function yealinkModel(
  accounts: number,
  lineKeys: number,
  { code = null, generation = 'v81', softKeys = SOFT_KEYS, firstLine = '1' }: Facts = {},
): YealinkModel {
  const keys = { lineKeys, softKeys, formFields: FORM_FIELDS };
  return { accounts, ...keys, apply: APPLY, productCode: code, generation, firstLine };
}

interface Facts {
  readonly code?: string | null;
  readonly generation?: Generation;
  readonly softKeys?: number;
  readonly firstLine?: '0' | '1';
}

const model = (accounts: number, lineKeys: number, code: string | null = null) =>
  yealinkModel(accounts, lineKeys, { code });

/** A model whose last firmware is older than V81. */
const old = (accounts: number, lineKeys: number, code: string | null = null, softKeys = SOFT_KEYS) =>
  yealinkModel(accounts, lineKeys, { code, generation: 'v70', softKeys });

/** A base or a phone without a key that opens pages: users log in by REST. */
const keyless = (accounts: number, code: string | null = null): YealinkModel => ({
  ...model(accounts, 0, code),
  softKeys: 0,
  formFields: null,
});

/**
 * Accounts and line keys of each model, and the number in the name of its common file. Sources: the vendor's
 * administrator guides and public provisioning code. Where they differ (t44: 21 or 24 line keys) the smaller number
 * stands, so that no key of ours is out of reach.
 */
export const YEALINK_MODELS: Readonly<Record<string, YealinkModel>> = {
  t40g: model(3, 3, '76'),
  t40p: model(3, 3, '54'),
  t41p: model(6, 15, '36'),
  t41s: model(6, 15, '68'),
  t41u: model(6, 15),
  t42g: model(12, 15, '29'),
  t42s: model(12, 15, '67'),
  t42u: model(12, 15, '116'),
  t43u: model(12, 21, '107'),
  t44u: model(12, 21, '174'),
  t44w: model(12, 21, '174'),
  t46g: model(16, 27, '28'),
  t46s: model(16, 27, '66'),
  t46u: model(16, 27, '108'),
  t48g: model(16, 29, '35'),
  t48s: model(16, 29, '65'),
  t48u: model(16, 29, '109'),
  t49g: model(16, 29, '51'),
  t52s: model(12, 21, '74'),
  t53: model(12, 21, '95'),
  t53w: model(12, 21, '95'),
  t54s: model(16, 27, '70'),
  t54w: model(16, 27, '96'),
  t56a: model(16, 27, '56'),
  t57w: model(16, 29, '97'),
  t58: model(16, 27, '58'),
  t58a: model(16, 27, '58'),
  t58v: model(16, 27, '58'),
  t58w: model(16, 27, '150'),
  t19p: old(1, 0),
  t19p_e2: model(1, 0, '53'),
  // No soft keys.
  t20p: old(2, 2, '7', 0),
  t21p: old(2, 2),
  t21p_e2: model(2, 2, '52'),
  t22p: old(3, 3, '5'),
  t23g: model(3, 3, '44'),
  t23p: model(3, 3, '44'),
  t26p: old(3, 3, '4'),
  t27g: model(6, 21, '69'),
  t27p: model(6, 21, '45'),
  t28p: old(6, 6, '0'),
  t29g: model(16, 27, '46'),
  t30: model(1, 0),
  t30p: model(1, 0),
  t31: model(2, 2, '123'),
  t31g: model(2, 2, '123'),
  t31p: model(2, 2, '123'),
  t31w: model(2, 2, '172'),
  t33g: model(4, 12, '124'),
  t33p: model(4, 12, '124'),
  t34w: model(4, 12, '171'),
  t32g: { ...old(3, 3, '32'), firstLine: '0' },
  t38g: { ...old(6, 6, '38'), firstLine: '0' },
  // No source that we read states their number of accounts. No Yealink phone has more than sixteen.
  t73u: model(16, 40, '186'),
  t73w: model(16, 40, '183'),
  t74u: model(16, 50, '187'),
  t74w: model(16, 50, '184'),
  t77u: model(16, 56, '188'),
  t85w: model(16, 60, '196'),
  t87w: model(16, 84, '197'),
  t88: model(16, 84, '192'),
  // "AX86R documentation, firmware 180.87: Line Key": four accounts, sixteen line keys, XML browser keys among them.
  ax83h: yealinkModel(4, 16, { code: '180', softKeys: 0 }),
  ax86r: yealinkModel(4, 16, { code: '180', softKeys: 0 }),
  vp59: model(16, 27, '91'),
  cp860: model(1, 0, '37'),
  cp920: model(1, 0, '78'),
  // One account: "Administrator's Guide for SIP-T2/T3/T4/T5 Series and CP920", V86.60; its keys as those of the CP920.
  cp925: model(1, 0),
  cp960: keyless(1, '73'),
  // One account: "Administrator's Guide for VP59, SIP-T58 and CP96X", V86.11.
  cp965: keyless(1),
  w52p: keyless(5, '25'),
  w56p: keyless(5),
  w60b: keyless(8, '77'),
  w70b: keyless(10, '146'),
};

import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Model } from '../../src/phones/brands/brand';

/**
 * How a model names its parameters. `names`: in words (file version 2). `p-values`: by number (file version 1), for older
 * firmware. `p-values-android`: by number too, but a time zone is written by its name.
 */
export type Naming = 'names' | 'p-values' | 'p-values-android';

export interface GrandstreamModel extends Model {
  readonly naming: Naming;
}

/** The most accounts of any model. A model with fewer ignores the rest. */
export const MOST_ACCOUNTS = 16;
/** The accounts that we write where no source states their number. */
const NOT_COUNTED = 6;

/** The phone's shortest poll interval. */
export const MIN_POLL_MINUTES = 60;

const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync', reboots: false },
  { kind: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { kind: 'poll', reboots: false },
];

/** A model with named parameters. It has one XML application, which one soft key or virtual keys open. */
function model(accounts: number, lineKeys: number): GrandstreamModel {
  return {
    accounts,
    lineKeys,
    softKeys: 1,
    oneAppUrl: true,
    apply: APPLY,
    formFields: 2,
    naming: 'names',
  };
}

/** A model with P-values. Forms on a low display show one field at a time, because two do not fit. */
function older(
  accounts: number,
  lineKeys: number,
  [width, height]: readonly [number, number],
): GrandstreamModel {
  const formFields = height < 90 ? 1 : 2;
  return { ...model(accounts, lineKeys), formFields, canvas: { width, height }, naming: 'p-values' };
}

/** A model on which our pages do not fit or for which no document mentions any: users log in by REST. */
function pageless(accounts: number, naming: Naming): GrandstreamModel {
  const { oneAppUrl: _, ...rest } = model(accounts, 0);
  return { ...rest, softKeys: 0, formFields: null, naming };
}

/**
 * Sources. Accounts: the vendor's "Configuration Template" of GXP16xx 1.0.7.81, GXP17xx 1.0.1.133, GXP2130/40/60/70/35
 * 1.0.11.106, GRP260x 1.0.7.71, GRP26xx 1.0.15.19, WP810/822/825 1.0.11.83, WP8x6 1.0.3.39, WP820 1.0.7.90, WP856
 * 1.0.3.16, GXV33xx 1.0.3.57 and GXV34x0 1.0.5.40, and the data sheets; the smaller number where they differ.
 *
 * Virtual multi-purpose keys: public templates for GXP21xx and GRP2612 to 2616; "Configuration Template For
 * GXP1782/1780/1760" and the data sheets for GXP17xx. Where no source states their number, we write none.
 *
 * Displays: public code that serves pages to GXP14xx and GXP2100 to 2124; the data sheets for GXP17xx.
 */
export const GRANDSTREAM_MODELS: Readonly<Record<string, GrandstreamModel>> = {
  gxp2130: model(3, 12),
  gxp2135: model(4, 32),
  gxp2140: model(4, 16),
  gxp2160: model(6, 24),
  gxp2170: model(6, 48),
  grp2610: model(2, 0),
  grp2612: model(4, 16),
  grp2612w: model(4, 16),
  grp2612p: model(4, 16),
  grp2613: model(4, 24),
  grp2613w: model(6, 24),
  grp2614: model(12, 16),
  grp2615: model(16, 40),
  grp2616: model(16, 16),
  grp2624: model(12, 0),
  grp2634: model(12, 0),
  grp2636: model(16, 0),
  grp2650: model(16, 0),
  grp2670: model(16, 0),
  gxp1400: older(NOT_COUNTED, 0, [180, 60]),
  gxp1405: older(NOT_COUNTED, 0, [180, 60]),
  gxp1450: older(2, 0, [180, 60]),
  gxp1760: older(3, 6, [200, 80]),
  gxp1760w: older(3, 6, [200, 80]),
  gxp1780: older(4, 8, [200, 80]),
  gxp1782: older(4, 8, [200, 80]),
  gxp2100: older(NOT_COUNTED, 0, [180, 90]),
  gxp2110: older(NOT_COUNTED, 0, [240, 120]),
  gxp2120: older(NOT_COUNTED, 0, [320, 160]),
  gxp2124: older(NOT_COUNTED, 0, [240, 120]),
  // The display has 132 by 48 pixels: too small for a field and its soft keys.
  gxp1610: pageless(1, 'p-values'),
  gxp1615: pageless(1, 'p-values'),
  gxp1620: pageless(2, 'p-values'),
  gxp1625: pageless(2, 'p-values'),
  gxp1628: pageless(2, 'p-values'),
  gxp1630: pageless(3, 'p-values'),
  // Android phones: no document that we read mentions XML pages.
  gxp2200: pageless(NOT_COUNTED, 'p-values-android'),
  gxv3240: pageless(NOT_COUNTED, 'p-values-android'),
  gxv3275: pageless(NOT_COUNTED, 'p-values-android'),
  gxv3350: pageless(16, 'p-values-android'),
  gxv3370: pageless(16, 'p-values-android'),
  gxv3380: pageless(16, 'p-values-android'),
  gxv3450: pageless(16, 'p-values-android'),
  gxv3470: pageless(16, 'p-values-android'),
  gxv3480: pageless(16, 'p-values-android'),
  // Older video phones without Android: no document mentions XML pages either.
  gxv3140: pageless(NOT_COUNTED, 'p-values'),
  gxv3175: pageless(NOT_COUNTED, 'p-values'),
  // Wi-Fi handsets.
  wp810: pageless(2, 'p-values'),
  wp816: pageless(2, 'p-values'),
  wp820: pageless(2, 'p-values-android'),
  wp822: pageless(2, 'p-values'),
  wp825: pageless(2, 'p-values'),
  wp826: pageless(3, 'p-values'),
  wp836: pageless(3, 'p-values'),
  wp856: pageless(6, 'p-values-android'),
  // No source that we read states the size of their displays, so a page may not fit.
  grp2601: pageless(2, 'names'),
  grp2601p: pageless(2, 'names'),
  grp2601w: pageless(2, 'names'),
  grp2602: pageless(4, 'names'),
  grp2602g: pageless(4, 'names'),
  grp2602p: pageless(4, 'names'),
  grp2602w: pageless(4, 'names'),
  grp2603: pageless(6, 'names'),
  grp2603p: pageless(6, 'names'),
  grp2604: pageless(6, 'names'),
  grp2604p: pageless(6, 'names'),
};

/** An unlisted model may have no virtual keys, so its login is on the soft key. */
export const UNKNOWN_GRANDSTREAM: GrandstreamModel = model(NOT_COUNTED, 0);

/** How a model names its parameters. */
export function namingOf(model: Model): Naming {
  const listed = Object.values(GRANDSTREAM_MODELS).find((each) => each === model);
  return (listed ?? UNKNOWN_GRANDSTREAM).naming;
}

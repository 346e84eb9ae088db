import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Model } from '../../src/phones/brands/brand';
import type { KeyPlace } from './names';

/** By default any check-sync restarts the phone; our config sets it to reload instead. */
const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync', reboots: false },
  { kind: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { kind: 'poll', reboots: false },
];

/** The lines and keys of a model. Side keys are numbered first, then those on the pages of the second display. */
export interface Layout {
  readonly lines: number;
  readonly side: number;
  readonly pages: number;
  readonly perPage: number;
  /** No document mentions XML pages: users log in by REST. */
  readonly pageless?: true;
}

/** What all models of a brand have in common. */
export interface Face {
  readonly softKeys: number;
  readonly formFields: number | null;
}

export function modelOfLayout({ lines, side, pages, perPage, pageless }: Layout, face: Face): Model {
  const shown = pageless ? { softKeys: 0, formFields: null } : face;
  return { accounts: lines, lineKeys: side + pages * perPage, apply: APPLY, ...shown };
}

/** The places of all keys, in the vendor's order. */
export function keyPlaces({ side, pages, perPage }: Layout): readonly KeyPlace[] {
  const indexes = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  return [
    ...indexes(side).map((index) => ({ on: 'side' as const, index })),
    ...indexes(pages).flatMap((page) =>
      indexes(perPage).map((index) => ({ on: 'page' as const, page, index })),
    ),
  ];
}

/** The most lines of any model. A model with fewer ignores the rest. */
const LINES = 20;

function layout(side: number, pages = 0, perPage = 0, lines = LINES): Layout {
  return { lines, side, pages, perPage };
}

/** Two side keys. */
const sideOnly = (lines: number) => layout(2, 0, 0, lines);
/** The numbering of its keys is not known: they are not written, and the logins are on soft keys. */
const noKeys = (lines: number) => layout(0, 0, 0, lines);
const pageless = (lines: number): Layout => ({ ...noKeys(lines), pageless: true });

const SIDE_ONLY = sideOnly(LINES);
const X4U = layout(3, 5, 6, 12);
const X5U = layout(4, 5, 6, 16);
const X6U = layout(5, 5, 12, 20);
const X210 = layout(10, 3, 32, 20);

/**
 * Keys of each model: public templates; where they differ, the keys that all of them have. Lines: public provisioning code
 * that follows the vendor's `sysConf` files and data sheets (firmware 2.4 to 2.14); where it gives no number, twenty.
 */
export const FANVIL_LAYOUTS: Readonly<Record<string, Layout>> = {
  x3g: SIDE_ONLY,
  x3s: SIDE_ONLY,
  x3sg: sideOnly(4),
  x1s: sideOnly(2),
  x1sp: sideOnly(2),
  x1sg: sideOnly(2),
  'x3s-lite': sideOnly(2),
  'x3sp-lite': sideOnly(2),
  'x3s-pro': sideOnly(4),
  'x3sp-pro': sideOnly(4),
  'x3sg-lite': sideOnly(2),
  x3sw: sideOnly(4),
  x3u: sideOnly(6),
  'x3u-pro': sideOnly(6),
  x3sp: SIDE_ONLY,
  x4u: X4U,
  'x4u-v2': X4U,
  'x4u-pro': X4U,
  x5u: X5U,
  'x5u-v2': X5U,
  'x5u-pro': X5U,
  'x5u-r': X5U,
  x6u: X6U,
  'x6u-v2': X6U,
  'x6u-pro': X6U,
  x7: noKeys(20),
  x7c: noKeys(20),
  x301: noKeys(2),
  x301p: noKeys(2),
  x301g: noKeys(2),
  x301w: noKeys(2),
  x303: noKeys(4),
  x303p: noKeys(4),
  x303g: noKeys(4),
  x303w: noKeys(4),
  x305: noKeys(2),
  x306: noKeys(2),
  x210: X210,
  'x210-v2': X210,
  'x210-pro': X210,
  x210i: X210,
  'x210i-pro': X210,
  // The keys of the first page, without the key that turns the page.
  v62: layout(5),
  v64: layout(7),
  v65: layout(9),
  v67: layout(0, 4, 29),
  // Door phones.
  i10s: pageless(2),
  i10sv: pageless(2),
  i10sd: pageless(2),
  i16s: pageless(2),
  i16sv: pageless(2),
  i61: pageless(2),
  i62: pageless(2),
  i63: pageless(2),
  i64: pageless(2),
};

/** An unlisted model has the logins on soft keys, because the numbering of its other keys is not known. */
export const UNKNOWN_FANVIL_LAYOUT: Layout = layout(0);

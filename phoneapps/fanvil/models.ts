import type { ApplyWay } from '../../src/desk/ports';
import type { Model } from '../../src/phones/brand';
import type { KeyPlace } from './names';

/** From the factory any check-sync restarts the phone; our config makes it read its file instead. */
const APPLY: readonly ApplyWay[] = [
  { way: 'notify', event: 'check-sync', reboots: false },
  { way: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { way: 'poll', reboots: false },
];

/** A model's lines and keys. Side keys come first; the others are on pages of the second display. */
export interface Layout {
  readonly lines: number;
  readonly side: number;
  readonly pages: number;
  readonly perPage: number;
}

/** What all models of a label have in common. */
export interface Face {
  readonly softKeys: number;
  readonly formFields: number | null;
}

export function modelOfLayout({ lines, side, pages, perPage }: Layout, face: Face): Model {
  return { accounts: lines, lineKeys: side + pages * perPage, apply: APPLY, ...face };
}

/** The places of a layout's keys, from the first. */
export function keyPlaces({ side, pages, perPage }: Layout): readonly KeyPlace[] {
  const indexes = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  return [
    ...indexes(side).map((index) => ({ on: 'side' as const, index })),
    ...indexes(pages).flatMap((page) =>
      indexes(perPage).map((index) => ({ on: 'page' as const, page, index })),
    ),
  ];
}

/** The largest models have twenty lines; a model with fewer passes over what it does not have. */
const LINES = 20;

function layout(side: number, pages = 0, perPage = 0): Layout {
  return { lines: LINES, side, pages, perPage };
}

const SIDE_ONLY = layout(2);
const X4U = layout(3, 5, 6);
const X5U = layout(4, 5, 6);
const X6U = layout(5, 5, 12);
const X210 = layout(10, 3, 32);

/** How the keys of each model lie, from public templates; where they differ, what all of them have. */
export const FANVIL_LAYOUTS: Readonly<Record<string, Layout>> = {
  x3g: SIDE_ONLY,
  x3s: SIDE_ONLY,
  x3sg: SIDE_ONLY,
  x3sp: SIDE_ONLY,
  x4u: X4U,
  'x4u-v2': X4U,
  'x4u-pro': X4U,
  x5u: X5U,
  'x5u-v2': X5U,
  'x5u-pro': X5U,
  x6u: X6U,
  'x6u-v2': X6U,
  'x6u-pro': X6U,
  x210: X210,
  'x210-v2': X210,
  'x210-pro': X210,
  x210i: X210,
  'x210i-pro': X210,
  // The first page of their keys, without the one that turns the page.
  v62: layout(5),
  v64: layout(7),
  v65: layout(9),
  v67: layout(0, 4, 29),
};

/** A model nobody has listed shows the logins on soft keys: where its other keys lie is not known. */
export const UNKNOWN_FANVIL_LAYOUT: Layout = layout(0);

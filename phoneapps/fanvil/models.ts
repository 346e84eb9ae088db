import type { ApplyWay } from '../../src/desk/ports';
import type { Model } from '../../src/phones/brand';

/** The largest models have twenty lines; a model with fewer passes over what it does not have. */
export const LINES = 20;

const APPLY: readonly ApplyWay[] = [
  { way: 'notify', event: 'check-sync', reboots: false },
  { way: 'notify', event: 'check-sync;reboot=true', reboots: true },
  { way: 'poll', reboots: false },
];

/** Side keys come first; the others are on pages of the second display. */
export interface KeyPages {
  readonly side: number;
  readonly pages: number;
  readonly perPage: number;
}

function model({ side, pages, perPage }: KeyPages): Model {
  return { accounts: LINES, lineKeys: side + pages * perPage, softKeys: 2, apply: APPLY, formFields: 1 };
}

const SIDE_ONLY: KeyPages = { side: 2, pages: 0, perPage: 0 };

/** How the keys of each model lie, from public templates. */
const LAYOUTS: Readonly<Record<string, KeyPages>> = {
  x3g: SIDE_ONLY,
  x3s: SIDE_ONLY,
  x3sp: SIDE_ONLY,
  x4u: { side: 3, pages: 5, perPage: 6 },
  x5u: { side: 4, pages: 5, perPage: 6 },
  x6u: { side: 5, pages: 5, perPage: 12 },
};

export const FANVIL_MODELS: Readonly<Record<string, Model>> = Object.fromEntries(
  Object.entries(LAYOUTS).map(([name, layout]) => [name, model(layout)]),
);

/** A model nobody has listed shows the logins on soft keys: where its other keys lie is not known. */
export const UNKNOWN_FANVIL: Model = model({ side: 0, pages: 0, perPage: 0 });

/** The places of a model's keys, from the first. */
export function keyPaths(of: Model): readonly string[] {
  const name = Object.keys(FANVIL_MODELS).find((each) => FANVIL_MODELS[each] === of);
  const layout = name === undefined ? undefined : LAYOUTS[name];
  if (layout === undefined) return [];
  const on = (place: string, count: number) =>
    Array.from({ length: count }, (_, index) => `dsskey/${place}/Fkey[${index + 1}]`);
  const pages = Array.from({ length: layout.pages }, (_, page) =>
    on(`internal[${page + 1}]`, layout.perPage),
  );
  return [...on('dssSide[1]', layout.side), ...pages.flat()];
}

import type { Brand } from '../../src/phones/brands/brand';
import { fanvilBrand } from '../fanvil/family';
import type { Layout } from '../fanvil/models';
import { MODULE_NAMES } from '../fanvil/names';

/** The lines and side keys of a model, as published config files of these phones have them. */
function layout(lines: number, side: number): Layout {
  return { lines, side, pages: 0, perPage: 0 };
}

export const SANGOMA_A_LAYOUTS = { a20: layout(2, 2), a22: layout(2, 2), a25: layout(4, 4) };
/** An unlisted model, or an A30: no source shows how its keys are numbered, so none are written. */
export const UNKNOWN_SANGOMA_A_LAYOUT = layout(6, 0);

/** Sangoma (Digium) A-series: Fanvil's older firmware. It reads a text format, and no key opens a page: login by REST. */
export const sangomaA = fanvilBrand({
  id: 'sangoma-a',
  name: 'Sangoma A-series',
  identity: {
    // MAC ranges of published config files, inside the OUI of the D-series.
    ouis: ['000fd3cf', '000fd3d3'],
    userAgents: [
      /^(?:(?:Digium|Sangoma|Fanvil) )?(?<model>A(?:20|22|25|30)) (?<firmware>[\d.]+)(?: (?<mac>[0-9a-f:]{12,17}))?$/i,
    ],
    sipUserAgents: [/^(?:(?:Digium|Sangoma|Fanvil) )?A(?:20|22|25|30) \d/i],
  },
  files: [
    { pattern: /^(?:f0A2\dhw1\.100|A0V0\w{8})\.cfg$/i, role: 'absent' },
    { pattern: /^(?<mac>[0-9a-f]{12})\.cfg$/i, role: 'config' },
  ],
  format: 'module-lines',
  contentType: 'text/plain; charset=utf-8',
  names: MODULE_NAMES,
  face: { softKeys: 0, formFields: null },
  layouts: SANGOMA_A_LAYOUTS,
  unknownLayout: UNKNOWN_SANGOMA_A_LAYOUT,
  screens: null,
}) satisfies Brand;

import type { Brand } from '../../src/phones/brands/brand';
import { fanvilBrand } from '../fanvil/family';
import type { Layout } from '../fanvil/models';
import { MODULE_NAMES } from '../fanvil/names';

/** Lines, and the keys beside the display: what published files of such phones have for them. */
function layout(lines: number, side: number): Layout {
  return { lines, side, pages: 0, perPage: 0 };
}

export const SANGOMA_A_LAYOUTS = { a20: layout(2, 2), a22: layout(2, 2), a25: layout(4, 4) };
/** An A30 among them: where its keys lie is not known. */
export const UNKNOWN_SANGOMA_A_LAYOUT = layout(6, 0);

/** Sangoma (Digium) A-series: made by Fanvil, with its older firmware, which reads text and opens no page by a key. */
export const sangomaA = fanvilBrand({
  id: 'sangoma-a',
  name: 'Sangoma A-series',
  identity: {
    // Ranges of published files of such phones, inside the octets of the D-series.
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

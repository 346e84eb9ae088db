import type { Brand } from '../../src/phones/brands/brand';
import { fanvilBrand } from './family';
import { FANVIL_LAYOUTS, UNKNOWN_FANVIL_LAYOUT } from './models';
import { SYS_CONF_NAMES } from './names';

/** Fanvil X and V with firmware 2.x, which reads XML. */
export const fanvil = fanvilBrand({
  id: 'fanvil',
  name: 'Fanvil',
  identity: {
    ouis: ['0c383e', '00a859'],
    userAgents: [/^Fanvil (?<model>(?!A[23]\d )\w[\w .+-]*?) (?<firmware>[\d.]+) (?<mac>[0-9a-f:]{12,17})$/i],
    sipUserAgents: [/^Fanvil [XVHWi]\w*(?:-V\d)?(?:[ -](?:Pro|Lite|R))? [\d.]+/i],
  },
  files: [
    { pattern: /^f0\w{1,16}(?:\.100)?\.cfg$/i, role: 'absent' },
    { pattern: /^fanvil_\w{1,32}\.txt$/i, role: 'absent' },
    { pattern: /^(?<mac>[0-9a-f]{12})\.cfg$/i, role: 'config' },
  ],
  format: 'sys-conf',
  contentType: 'text/xml; charset=utf-8',
  names: SYS_CONF_NAMES,
  face: { softKeys: 2, formFields: 1 },
  layouts: FANVIL_LAYOUTS,
  unknownLayout: UNKNOWN_FANVIL_LAYOUT,
  screens: {
    dialect: 'fanvil',
    maxBytes: 10_000,
    maxMenuItems: 16,
    maxFields: 1,
    contentType: 'text/xml; charset=utf-8',
  },
}) satisfies Brand;

import type { Brand } from '../../src/phones/brand';
import { fanvilFirmware } from './firmware';
import { FANVIL_MODELS, UNKNOWN_FANVIL } from './models';
import { fanvilParameters } from './parameters';

/** Fanvil X and V with firmware 2.x, which reads XML. */
export const fanvil = {
  id: 'fanvil',
  name: 'Fanvil',
  identity: {
    ouis: ['0c383e', '00a859'],
    userAgents: [/^Fanvil (?<model>.+?) (?<firmware>[\d.]+) (?<mac>[0-9a-f:]{12,17})$/i],
    sipUserAgents: [/^Fanvil [XVHi]\w*(?: Pro)? [\d.]+/i],
  },
  files: [
    { pattern: /^f0\w{1,16}(?:\.100)?\.cfg$/i, role: 'absent' },
    { pattern: /^fanvil_\w{1,32}\.txt$/i, role: 'absent' },
    { pattern: /^(?<mac>[0-9a-f]{12})\.cfg$/i, role: 'config' },
  ],
  keepsUrl: true,
  httpAuth: 'digest',
  models: FANVIL_MODELS,
  unknownModel: UNKNOWN_FANVIL,
  modelOf: (said) => said.toLowerCase().replace(/\s+/g, '-'),
  format: 'sys-conf',
  contentType: 'text/xml; charset=utf-8',
  parameters: fanvilParameters,
  screens: {
    dialect: 'fanvil',
    maxBytes: 10_000,
    maxMenuItems: 16,
    maxFields: 1,
    contentType: 'text/xml; charset=utf-8',
  },
  sipPort: 5060,
  firmware: fanvilFirmware,
  madeByRest: false,
} satisfies Brand;

import type { Brand } from '../../src/phones/brands/brand';
import { PANASONIC_MODELS, UNKNOWN_PANASONIC } from './models';
import { panasonicParameters } from './parameters';

/** Panasonic: SIP phones KX-UT1xx/2xx and KX-HDV, and the DECT base KX-TGP600. */
export const panasonic = {
  id: 'panasonic',
  name: 'Panasonic',
  identity: {
    ouis: ['0080f0', '080023', 'bcc342'],
    userAgents: [/^Panasonic_(?<model>KX-[\w-]+)\/(?<firmware>[\d.]+)(?: \((?<mac>[0-9a-f]{12})\))?$/i],
    sipUserAgents: [/^Panasonic[_-]KX-/i],
  },
  files: [
    // Requested by factory-new phones, when DHCP names only a folder. The User-Agent has the MAC.
    { pattern: /^KX-[A-Z]{2,3}\d{3}\w{0,4}\.cfg$/i, role: 'config' },
    { pattern: /^Config(?:Common|-?KX-\w+)\.cfg$/i, role: 'absent' },
    { pattern: /^Config(?<mac>[0-9A-F]{12})\.cfg$/i, role: 'config' },
  ],
  configFile: (mac) => `Config${mac.toUpperCase()}.cfg`,
  keepsUrl: true,
  httpAuth: 'digest',
  models: PANASONIC_MODELS,
  unknownModel: UNKNOWN_PANASONIC,
  modelOf: (said) => said.toLowerCase(),
  format: 'quoted-lines',
  contentType: 'text/plain; charset=utf-8',
  parameters: panasonicParameters,
  screens: {
    dialect: 'ppxml',
    maxBytes: 10_000,
    maxMenuItems: 16,
    columns: 24,
    maxLines: 16,
    contentType: 'text/xml; charset=utf-8',
  },
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

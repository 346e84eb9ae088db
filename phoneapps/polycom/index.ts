import type { ApplyMethod } from '../../src/desk/ports/brands';
import type { Brand, Model } from '../../src/phones/brands/brand';
import { polycomParameters } from './parameters';

/** A new registration restarts the phone, whatever the apply method. No source shows how to avoid this. */
const APPLY: readonly ApplyMethod[] = [
  { kind: 'notify', event: 'check-sync', reboots: true },
  { kind: 'poll', reboots: true },
];

const SOFT_KEYS = 4;

/** Line keys are registrations or directory entries and cannot open a page, so the logins are on soft keys. */
function model(accounts: number): Model {
  return { accounts, lineKeys: 0, softKeys: SOFT_KEYS, apply: APPLY, formFields: 2 };
}

/** The master file. It names the config file, and no folders for logs, user settings, contacts and licences. */
const MASTER = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<APPLICATION APP_FILE_PATH="" CONFIG_FILES="hd-[PHONE_MAC_ADDRESS].cfg" MISC_FILES="" LOG_FILE_DIRECTORY="" OVERRIDES_DIRECTORY="" CONTACTS_DIRECTORY="" LICENSE_DIRECTORY=""/>
`;

/** Models whose number of registrations is in no source: more than most have, because a phone ignores the rest. */
const NOT_COUNTED = model(16);

/** Polycom (Poly) SoundPoint IP, VVX, Trio, CCX and Edge E. */
export const polycom = {
  id: 'polycom',
  name: 'Polycom',
  identity: {
    ouis: ['0004f2', '482567', '64167f'],
    userAgents: [
      /^FileTransport Poly(?:com)?\w*-(?<model>\w+?)-UA\/(?<firmware>[\d.]+)(?: \(SN:(?<mac>[0-9a-f]{12})\))?(?: |$)/i,
    ],
    sipUserAgents: [/^Poly(?:com)?\w*-\w+?-UA\//i],
  },
  files: [
    { pattern: /^0{12}\.cfg$/i, role: 'absent' },
    { pattern: /^(?<mac>[0-9a-f]{12})\.cfg$/i, role: 'fixed', content: MASTER },
    { pattern: /^hd-(?<mac>[0-9a-f]{12})\.cfg$/i, role: 'config' },
    // Settings that a user made on the phone override our config, so the next user must not get them back.
    { pattern: /^(?<mac>[0-9a-f]{12})-(phone|web|license|user)\.cfg$/i, role: 'absent' },
    { pattern: /^((?<mac>[0-9a-f]{12})|0{12})-(directory|calls)\.xml$/i, role: 'absent' },
  ],
  configFile: (mac) => `hd-${mac}.cfg`,
  uploads: [/^[0-9a-f]{12}-(app|boot)\.log$/i, /^[0-9a-f]{12}-((phone|web)\.cfg|(directory|calls)\.xml)$/i],
  keepsUrl: true,
  httpAuth: 'digest',
  models: {
    spip320: model(2),
    spip321: model(2),
    spip330: model(2),
    spip331: model(2),
    spip335: model(2),
    spip430: model(2),
    spip450: model(3),
    spip550: model(4),
    spip560: model(4),
    spip650: model(6),
    spip670: model(6),
    vvx101: model(2),
    vvx150: model(2),
    vvx200: model(2),
    vvx201: model(2),
    vvx250: model(4),
    vvx300: model(6),
    vvx301: model(6),
    vvx310: model(6),
    vvx311: model(6),
    vvx350: model(6),
    vvx400: model(12),
    vvx401: model(12),
    vvx410: model(12),
    vvx411: model(12),
    vvx450: model(12),
    vvx500: model(12),
    vvx501: model(12),
    vvx600: model(16),
    vvx601: model(16),
    trio8300: NOT_COUNTED,
    trio8500: NOT_COUNTED,
    trio8800: NOT_COUNTED,
    ccx350: NOT_COUNTED,
    ccx400: NOT_COUNTED,
    ccx500: NOT_COUNTED,
    ccx505: NOT_COUNTED,
    ccx600: NOT_COUNTED,
    ccx700: NOT_COUNTED,
    // Registrations, not line keys, of which there are fewer: "Poly Edge E Series Parameter Reference", PVOS 8.2.1.
    edgee100: model(8),
    edgee220: model(16),
    edgee300: model(32),
    edgee320: model(32),
    edgee350: model(32),
    edgee400: model(34),
    edgee450: model(34),
    edgee500: model(34),
    edgee550: model(34),
  },
  unknownModel: NOT_COUNTED,
  modelOf: (said) => said.toLowerCase().replaceAll('_', ''),
  format: 'attributes',
  contentType: 'text/xml; charset=utf-8',
  parameters: polycomParameters,
  screens: {
    dialect: 'xhtml',
    maxBytes: 10_000,
    maxMenuItems: 30,
    contentType: 'text/html; charset=utf-8',
  },
  sipPort: 5060,
  createdByRest: false,
} satisfies Brand;

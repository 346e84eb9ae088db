import type { Knex } from 'knex';
import {
  chanSipSettings,
  type DeviceRow,
  insertPbxRows,
  type PbxRows,
  pjsipDevice,
  pjsipSettings,
  type SipRow,
  sampleSecret,
  setFreepbxSettings,
  type UserRow,
} from './rows';
import { sampleMailboxLines, samplePbxRows } from './sample';

/** A user of the lab PBX with its devices and mailbox. */
interface LabUser extends UserRow {
  readonly devices: readonly DeviceRow[];
  readonly sip: readonly SipRow[];
  /** Its line in voicemail.conf, in the context that `voicemail` names. */
  readonly mailboxLine?: string;
}

const MAILBOX_OPTIONS = 'attach=no|saycid=no|envelope=no|delete=no';

/** Data as it accumulates on a PBX over the years. Each entry is a case that the readers must handle. */
const LAB_USERS: readonly LabUser[] = [
  pjsipUser('2001', 'Reception', 'default', '2001=4701,Reception,desk@example.com,,attach=yes|delete=no'),
  // A duplicate number: `users` has no unique key. The first row counts.
  { extension: '2001', name: 'Reception (old)', voicemail: 'novm', devices: [], sip: [] },
  pjsipUser('2002', 'Meeting room', 'novm'),
  pjsipUser('2003', 'Kitchen', null),
  pjsipUser('2004', 'Workshop', ''),
  pjsipUser('2005', 'Store room', 'disabled'),
  pjsipUser('2006', 'Sales desk', 'sales', `2006=4706,Sales desk,,,${MAILBOX_OPTIONS}`),
  adhocUser('2007', '9007'),
  chanSipUser('2008', `2008=4708,Old phone,,,${MAILBOX_OPTIONS}`),
  pjsipUser('2009', 'Fixed PIN', 'default', `2009=-4709,Fixed PIN,,,${MAILBOX_OPTIONS}`),
  pjsipUser('2010', 'Only a dash', 'default', `2010=-,Only a dash,,,${MAILBOX_OPTIONS}`),
  pjsipUser('2011', 'No PIN', 'default', `2011=,No PIN,,,${MAILBOX_OPTIONS}`),
  pjsipUser('2012', 'Changed by phone', 'default', '2012 => 4712,Changed by phone'),
  pjsipUser('2013', 'Zoë & "Söhne" <Büro>', 'default', `2013=4713,Zoë & "Söhne" <Büro> \\; rest,,,`),
  pjsipUser('2014', 'Mailbox lost', 'default'),
  // A virtual extension: a user without a device.
  userOnly('2015', 'Virtual', '2015=4715,Virtual'),
  { ...userOnly('2016', 'Fax', '2016=4716,Fax'), devices: [device('2016', 'iax2', 'IAX2/2016')] },
  {
    ...pjsipUser('2017', 'No secret', 'default', '2017=4717'),
    sip: pjsipSettings('2017', '2017@default', ''),
  },
  // A PIN equal to the number: Asterisk accepts it, and asks the owner to change it.
  pjsipUser('2018', 'New colleague', 'default', '2018=2018,New colleague'),
  // Invalid rows.
  { extension: '', name: 'Nobody', voicemail: 'novm', devices: [], sip: [] },
  { extension: '20 19', name: 'Typing error', voicemail: 'default', devices: [], sip: [] },
  { extension: 'Lobby', name: 'A name for a number', voicemail: 'novm', devices: [], sip: [] },
];

/** The lab PBX as rows of FreePBX's tables: the sample PBX plus `LAB_USERS`. */
export function labPbxRows(): PbxRows {
  const sample = samplePbxRows();
  return {
    users: [
      ...sample.users,
      ...LAB_USERS.map(({ extension, name, voicemail }) => ({ extension, name, voicemail })),
    ],
    devices: [...sample.devices, ...LAB_USERS.flatMap(({ devices }) => devices)],
    sip: [...sample.sip, ...LAB_USERS.flatMap(({ sip }) => sip)],
  };
}

/**
 * Fills empty FreePBX tables with the lab PBX.
 *
 * `settings` are rows of `freepbx_settings` that override the lab's, such as AMPMGRUSER or ASTETCDIR.
 */
export async function fillLabPbx(
  db: Knex,
  settings: Readonly<Record<string, string | null>> = {},
): Promise<void> {
  await insertPbxRows(db, labPbxRows());
  await setFreepbxSettings(db, { ...LAB_SETTINGS, ...settings });
  // No value, so the default counts.
  await db('freepbx_settings').insert({ keyword: 'ASTMANAGERHOST', value: null, defaultval: 'localhost' });
  await db('admin').insert([
    { variable: 'version', value: '17.0.19' },
    { variable: 'need_reload', value: 'false' },
  ]);
  await db('kvstore_Sipsettings').insert(
    LAB_SIP_SETTINGS.map((row) => ({ ...row, val: Buffer.from(row.val) })),
  );
  await db('sipsettings').insert(LAB_CHAN_SIP_SETTINGS);
  await db('emergencydevices').insert({
    id: 'edfloor1',
    tech: 'pjsip',
    dial: 'PJSIP/edfloor1',
    devicetype: 'fixed',
    description: 'Floor 1',
    emergency_cid: '5550100',
  });
}

/** The voicemail.conf of the lab PBX: lines as FreePBX, Asterisk and admins write them. */
export function labVoicemailConf(): string {
  return [
    ';! Automatically generated configuration file',
    '[general]',
    'aliasescontext=pbxaliases',
    'format = wav49|wav   ; comment behind a value',
    '',
    '[zonemessages]',
    "eastern=America/New_York|'vm-received' Q 'digits/at' IMp",
    '',
    '[pbxaliases]',
    '9007@device=2007@default',
    '',
    '[default]',
    ...sampleMailboxLines(),
    ...mailboxLines('default'),
    ';2019=4719,Commented out',
    ';-- a block of',
    '2020=4720,Commented out too',
    '--;',
    '2021=4721,A mailbox without a user',
    '',
    '[sales]',
    ...mailboxLines('sales'),
    // The same number in another context is another mailbox.
    '2001=9901,Reception of sales',
    '',
  ].join('\n');
}

const LAB_SETTINGS: Readonly<Record<string, string>> = {
  AMPMGRUSER: sampleSecret('AMPMGRUSER'),
  AMPMGRPASS: sampleSecret('AMPMGRPASS'),
  ASTMANAGERPORT: '5038',
  ASTETCDIR: '/etc/asterisk',
  ASTSPOOLDIR: '/var/spool/asterisk',
  AMPWEBROOT: '/srv/www/pbx',
  AMPEXTENSIONS: 'extensions',
  ASTSIPDRIVER: 'both',
};

const LAB_SIP_SETTINGS = [
  {
    key: 'binds',
    val: '{"udp":{"0.0.0.0":"on"},"tcp":{"0.0.0.0":"on"},"tls":[],"ws":{"0.0.0.0":"off"}}',
    type: 'json-arr',
  },
  { key: 'udpport-0.0.0.0', val: '5060', type: null },
  { key: 'tcpport-0.0.0.0', val: '5060', type: null },
  { key: 'externip', val: '203.0.113.20', type: null },
  { key: 'localnets', val: '[{"net":"192.168.10.0","mask":"24"}]', type: 'json-arr' },
] as const;

/** What FreePBX sets where it has both technologies. */
const LAB_CHAN_SIP_SETTINGS = [
  { keyword: 'bindport', data: '5160', seq: 1, type: 0 },
  { keyword: 'tlsbindport', data: '5161', seq: 1, type: 0 },
];

function mailboxLines(context: string): readonly string[] {
  return LAB_USERS.flatMap(({ voicemail, mailboxLine }) =>
    voicemail === context && mailboxLine !== undefined ? [mailboxLine] : [],
  );
}

function userOnly(extension: string, name: string, mailboxLine: string): LabUser {
  return { extension, name, voicemail: 'default', devices: [], sip: [], mailboxLine };
}

function pjsipUser(extension: string, name: string, voicemail: string | null, mailboxLine?: string): LabUser {
  return {
    extension,
    name,
    voicemail,
    devices: [pjsipDevice(extension, name)],
    sip: pjsipSettings(extension, `${extension}@device`),
    ...(mailboxLine === undefined ? {} : { mailboxLine }),
  };
}

/** Device-and-user mode: the device has its own number, and the user is logged in to it. */
function adhocUser(extension: string, deviceId: string): LabUser {
  return {
    ...userOnly(extension, 'Roaming', `${extension}=4707,Roaming`),
    devices: [{ ...pjsipDevice(deviceId, 'Shared phone'), devicetype: 'adhoc', user: extension }],
    sip: pjsipSettings(deviceId, `${deviceId}@device`),
  };
}

function chanSipUser(extension: string, mailboxLine: string): LabUser {
  return {
    ...userOnly(extension, 'Old phone', mailboxLine),
    devices: [device(extension, 'sip', `SIP/${extension}`)],
    sip: chanSipSettings(extension, `${extension}@default`),
  };
}

function device(id: string, tech: string, dial: string): DeviceRow {
  return { id, tech, dial, devicetype: 'fixed', user: id, description: `${tech} device` };
}

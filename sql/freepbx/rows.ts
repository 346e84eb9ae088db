import { createHash } from 'node:crypto';
import type { Knex } from 'knex';

/** A row of `users`. Other columns have FreePBX's default. */
export interface UserRow {
  readonly extension: string;
  readonly name: string | null;
  readonly voicemail: string | null;
}

/** A row of `devices`. */
export interface DeviceRow {
  readonly id: string;
  readonly tech: string;
  readonly dial: string;
  readonly devicetype: 'fixed' | 'adhoc';
  readonly user: string | null;
  readonly description: string;
}

/** A row of `sip`: one setting of one device. */
export interface SipRow {
  readonly id: string;
  readonly keyword: string;
  readonly data: string;
  readonly flags: number;
}

/** Rows of FreePBX's tables, in insertion order. */
export interface PbxRows {
  readonly users: readonly UserRow[];
  readonly devices: readonly DeviceRow[];
  readonly sip: readonly SipRow[];
}

// SQLite limits the bound values of a statement.
const ROWS_PER_INSERT = 50;

export async function insertPbxRows(db: Knex, rows: PbxRows): Promise<void> {
  await db.batchInsert('users', [...rows.users], ROWS_PER_INSERT);
  await db.batchInsert('devices', [...rows.devices], ROWS_PER_INSERT);
  await db.batchInsert('sip', [...rows.sip], ROWS_PER_INSERT);
}

/** A SIP secret in FreePBX's form (32 hex digits), the same on every call. */
export function sampleSecret(device: string): string {
  return createHash('sha256').update(`sample secret of ${device}`).digest('hex').slice(0, 32);
}

/** A PJSIP device as FreePBX creates it for an extension: its id is the extension's number. */
export function pjsipDevice(id: string, description: string): DeviceRow {
  return { id, tech: 'pjsip', dial: `PJSIP/${id}`, devicetype: 'fixed', user: id, description };
}

/** The `sip` rows of a PJSIP device. With an empty secret there is no row for it. */
export function pjsipSettings(
  id: string,
  mailbox: string,
  secret = sampleSecret(id),
  maxContacts = 1,
): readonly SipRow[] {
  return settingRows(id, {
    secret,
    account: id,
    callerid: `device <${id}>`,
    context: 'from-internal',
    dial: `PJSIP/${id}`,
    mailbox,
    max_contacts: String(maxContacts),
    remove_existing: maxContacts > 1 ? 'no' : 'yes',
    qualifyfreq: '60',
    sipdriver: 'chan_pjsip',
    transport: '',
  });
}

/** The `sip` rows of a chan_sip device. */
export function chanSipSettings(id: string, mailbox: string): readonly SipRow[] {
  return settingRows(id, {
    secret: sampleSecret(id),
    account: id,
    callerid: `device <${id}>`,
    context: 'from-internal',
    dial: `SIP/${id}`,
    host: 'dynamic',
    mailbox,
    sipdriver: 'chan_sip',
    type: 'friend',
  });
}

function settingRows(id: string, settings: Readonly<Record<string, string>>): readonly SipRow[] {
  return Object.entries(settings)
    .filter(([keyword, data]) => keyword !== 'secret' || data !== '')
    .map(([keyword, data], index) => ({ id, keyword, data, flags: index + 2 }));
}

/** Writes rows of `freepbx_settings`, replacing the values of existing keywords. */
export async function setFreepbxSettings(
  db: Knex,
  settings: Readonly<Record<string, string | null>>,
): Promise<void> {
  for (const [keyword, value] of Object.entries(settings)) {
    await db('freepbx_settings').insert({ keyword, value }).onConflict('keyword').merge();
  }
}

import type { Knex } from 'knex';
import type { SipAccount } from '../desk/model';
import type { PbxLog } from './log';

/** The columns of `devices` that are read. */
interface DeviceRow {
  readonly id: unknown;
  readonly tech: unknown;
  readonly devicetype: unknown;
  readonly user: unknown;
}

interface SipDevice {
  readonly id: string;
  readonly technology: SipAccount['technology'];
  readonly isFixed: boolean;
}

interface SettingRow {
  readonly id: unknown;
  readonly keyword: unknown;
  readonly data: unknown;
}

const TECHNOLOGIES: readonly SipAccount['technology'][] = ['pjsip', 'sip'];
const KEYWORDS = ['secret', 'username', 'account'];

/**
 * The SIP account of an extension, from FreePBX's `devices` and `sip`: of the device with the extension's number,
 * else of a device that has the extension as its user (fixed devices before ad-hoc ones). Only pjsip and chan_sip
 * devices count. Null when there is no such device or it has no secret. Errors: the database.
 */
export async function findSipAccount(db: Knex, log: PbxLog, number: string): Promise<SipAccount | null> {
  const device = await findDevice(db, log, number);
  if (!device) return null;
  const settings = await settingsOf(db, device.id);
  const secret = settings.get('secret') ?? '';
  const authUser =
    device.technology === 'pjsip'
      ? settings.get('username') || settings.get('account') || device.id
      : device.id;
  if (secret === '') {
    log.warn({ event: 'pbx-device.no-secret', device: device.id }, 'skipped a device without a SIP secret');
    return null;
  }
  if (/\p{Cc}/u.test(`${secret}${authUser}`)) {
    const fields = { event: 'pbx-device.bad-secret', device: device.id };
    log.warn(fields, 'skipped a device whose SIP secret or user has control characters');
    return null;
  }
  return { endpoint: device.id, technology: device.technology, authUser, secret };
}

/** By id first, which is indexed; then by user, which is not. */
async function findDevice(db: Knex, log: PbxLog, number: string): Promise<SipDevice | null> {
  const sameId = (await devicesWhere(db, 'id', number)).filter(
    (row) => !belongsToOtherUser(row, number, log),
  );
  const own = sameId.flatMap(sipDevice)[0];
  if (own) return own;
  const used = (await devicesWhere(db, 'user', number)).filter((row) => row.id !== number).flatMap(sipDevice);
  used.sort((one, other) => Number(other.isFixed) - Number(one.isFixed) || (one.id < other.id ? -1 : 1));
  return used[0] ?? null;
}

/** The database ignores case and trailing blanks when it compares, so rows are compared again. */
async function devicesWhere(db: Knex, column: 'id' | 'user', value: string): Promise<readonly DeviceRow[]> {
  const rows: readonly DeviceRow[] = await db('devices')
    .where(column, value)
    .select('id', 'tech', 'devicetype', 'user');
  return rows.filter((row) => row[column] === value);
}

/** A device can have the number of one extension and belong to the user of another. */
function belongsToOtherUser({ id, user }: DeviceRow, number: string, log: PbxLog): boolean {
  const isFree = user === null || user === '' || user === 'none';
  if (isFree || user === number) return false;
  const fields = { event: 'pbx-device.other-user', device: id, user };
  log.warn(fields, 'skipped a device whose number is one extension and whose user is another');
  return true;
}

function sipDevice({ id, tech, devicetype }: DeviceRow): readonly SipDevice[] {
  const technology = TECHNOLOGIES.find((name) => name === tech);
  // An endpoint's name is a single word.
  if (technology === undefined || typeof id !== 'string' || !/^[\w.+-]{1,20}$/.test(id)) return [];
  return [{ id, technology, isFixed: devicetype === 'fixed' }];
}

async function settingsOf(db: Knex, id: string): Promise<ReadonlyMap<string, string>> {
  const rows: readonly SettingRow[] = await db('sip')
    .where('id', id)
    .whereIn('keyword', KEYWORDS)
    .select('id', 'keyword', 'data');
  const settings = new Map<string, string>();
  for (const row of rows) {
    if (row.id === id && typeof row.keyword === 'string' && typeof row.data === 'string') {
      settings.set(row.keyword, row.data);
    }
  }
  return settings;
}

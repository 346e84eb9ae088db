import type { Knex } from 'knex';
import type { Technology } from '../desk/model';
import type { DeviceChoice, DeviceRule, PassedOverDevice } from '../desk/ports/directory';
import type { PbxLog } from './log';
import { isSoftDevice, SOFT_KEYWORDS } from './soft-devices';

/** The columns of `devices` that are read. */
interface DeviceRow {
  readonly id: unknown;
  readonly tech: unknown;
  readonly devicetype: unknown;
  readonly user: unknown;
}

interface SipDevice {
  readonly id: string;
  readonly technology: Technology;
  readonly rule: DeviceRule;
}

interface SettingRow {
  readonly id: unknown;
  readonly keyword: unknown;
  readonly data: unknown;
}

type Settings = Readonly<Record<(typeof KEYWORDS)[number], string>>;

const TECHNOLOGIES: readonly Technology[] = ['pjsip', 'sip'];
const KEYWORDS = ['secret', 'username', 'account', 'md5_cred', ...SOFT_KEYWORDS] as const;
const RULES: readonly DeviceRule[] = ['own-number', 'fixed', 'ad-hoc'];
const byNumber = new Intl.Collator('en', { numeric: true });

/**
 * The SIP account of an extension, from FreePBX's `devices` and `sip`, and the devices that were passed over. The device with the
 * extension's number comes first, then those that have the extension as their user: fixed ones before ad-hoc ones, each by
 * their numbers. The first desk phone's device of pjsip or chan_sip counts: if it has no usable secret, there is no account.
 * Errors: the database.
 * @param listsAll whether to look for devices that come after the chosen one, too.
 */
export async function chooseSipDevice(
  db: Knex,
  log: PbxLog,
  number: string,
  { listsAll = false } = {},
): Promise<DeviceChoice> {
  const passedOver: PassedOverDevice[] = [];
  let chosen = await firstDeskDevice(db, number, await ownDevice(db, log, number), null, passedOver);
  // By id first, which is indexed; then by user, which is not.
  if (!chosen || listsAll)
    chosen = await firstDeskDevice(db, number, await devicesOfUser(db, number), chosen, passedOver);
  return chosen ? choiceOf(log, chosen, passedOver) : { account: null, rule: null, passedOver };
}

/** The SIP device with the extension's number, if it is not another user's. At most one: the first row counts. */
async function ownDevice(db: Knex, log: PbxLog, number: string): Promise<readonly SipDevice[]> {
  const rows = await devicesWhere(db, 'id', number);
  const own = rows.filter((row) => !belongsToOtherUser(row, number, log));
  return own.flatMap((row) => sipDevice(row, 'own-number')).slice(0, 1);
}

/** The other SIP devices that have the extension as their user, in the order in which they count. */
async function devicesOfUser(db: Knex, number: string): Promise<readonly SipDevice[]> {
  const rows = (await devicesWhere(db, 'user', number)).filter((row) => row.id !== number);
  const devices = rows.flatMap((row) => sipDevice(row, row.devicetype === 'fixed' ? 'fixed' : 'ad-hoc'));
  const distinct = new Map(devices.reverse().map((device) => [device.id, device]));
  return [...distinct.values()].sort(
    (one, other) => RULES.indexOf(one.rule) - RULES.indexOf(other.rule) || byNumber.compare(one.id, other.id),
  );
}

interface ChosenDevice {
  readonly device: SipDevice;
  readonly settings: Settings;
}

/** The first device of a desk phone, unless one is chosen already. Adds the others to `passedOver`. */
async function firstDeskDevice(
  db: Knex,
  number: string,
  candidates: readonly SipDevice[],
  chosenBefore: ChosenDevice | null,
  passedOver: PassedOverDevice[],
): Promise<ChosenDevice | null> {
  let chosen = chosenBefore;
  for (const device of candidates) {
    const settings = await settingsOf(db, device.id);
    if (isSoftDevice(device.id, number, settings))
      passedOver.push({ device: device.id, reason: 'soft-phone' });
    else if (chosen) passedOver.push({ device: device.id, reason: 'later-in-order' });
    else chosen = { device, settings };
  }
  return chosen;
}

function choiceOf(
  log: PbxLog,
  { device, settings }: ChosenDevice,
  passedOver: readonly PassedOverDevice[],
): DeviceChoice {
  const { id, technology, rule } = device;
  const authUser = technology === 'pjsip' ? settings.username || settings.account || id : id;
  const { secret } = settings;
  const unusable = unusableSecret(technology, authUser, settings);
  if (unusable) {
    log.warn({ event: `pbx-device.${unusable}`, device: id }, UNUSABLE[unusable]);
    return { account: null, rule: null, passedOver: [{ device: id, reason: unusable }, ...passedOver] };
  }
  return { account: { endpoint: id, technology, authUser, secret }, rule, passedOver };
}

const UNUSABLE = {
  'no-secret': 'skipped a device without a SIP secret',
  'bad-secret': 'skipped a device whose SIP secret or user has control characters',
  'md5-secret':
    'skipped a device with md5_cred: Asterisk does not check its secret; clear "MD5 Credentials" of the device in FreePBX',
} as const;

/** With `md5_cred` FreePBX tells Asterisk that hash and not the secret. chan_sip has its own setting, which FreePBX never sets. */
function unusableSecret(
  technology: Technology,
  authUser: string,
  { secret, md5_cred }: Settings,
): keyof typeof UNUSABLE | null {
  if (technology === 'pjsip' && md5_cred !== '') return 'md5-secret';
  if (secret === '') return 'no-secret';
  return /\p{Cc}/u.test(`${secret}${authUser}`) ? 'bad-secret' : null;
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

function sipDevice({ id, tech }: DeviceRow, rule: DeviceRule): readonly SipDevice[] {
  const technology = TECHNOLOGIES.find((name) => name === tech);
  // An endpoint's name is a single word.
  if (technology === undefined || typeof id !== 'string' || !/^[\w.+-]{1,20}$/.test(id)) return [];
  return [{ id, technology, rule }];
}

async function settingsOf(db: Knex, id: string): Promise<Settings> {
  const rows: readonly SettingRow[] = await db('sip')
    .where('id', id)
    .whereIn('keyword', KEYWORDS)
    .select('id', 'keyword', 'data');
  const settingOf = (keyword: string): string => {
    const row = rows.find((each) => each.id === id && each.keyword === keyword);
    return typeof row?.data === 'string' ? row.data : '';
  };
  return Object.fromEntries(KEYWORDS.map((keyword) => [keyword, settingOf(keyword)])) as Settings;
}

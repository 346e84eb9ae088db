import type { Knex } from 'knex';

/** FreePBX's extension mode: each extension has its own device, or users log in to devices. */
export type ExtensionMode = 'extensions' | 'deviceanduser';

/** The FreePBX settings that Hotdesk needs. */
export interface FreepbxSettings {
  /** Asterisk's manager interface (AMI); null when FreePBX has no AMI user. */
  readonly ami: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly secret: string;
  } | null;
  readonly astEtcDir: string;
  readonly astSpoolDir: string;
  readonly mode: ExtensionMode;
}

const TABLE = 'freepbx_settings';
const DEFAULTS = {
  AMPMGRUSER: '',
  AMPMGRPASS: '',
  ASTMANAGERHOST: 'localhost',
  ASTMANAGERPORT: '5038',
  ASTETCDIR: '/etc/asterisk',
  ASTSPOOLDIR: '/var/spool/asterisk',
  AMPEXTENSIONS: 'extensions',
};
type Keyword = keyof typeof DEFAULTS;

/**
 * Reads FreePBX's settings; null when the database has no such table.
 *
 * A NULL `value` falls back to the row's `defaultval`; a missing row to FreePBX's own default. Errors: the database,
 * or an invalid port.
 */
export async function readFreepbxSettings(db: Knex): Promise<FreepbxSettings | null> {
  if (!(await db.schema.hasTable(TABLE))) return null;
  const rows: readonly SettingRow[] = await db(TABLE)
    .whereIn('keyword', Object.keys(DEFAULTS))
    .select('keyword', 'value', 'defaultval');
  const setting = (keyword: Keyword) => writtenValue(rows, keyword) ?? DEFAULTS[keyword];

  return {
    ami: amiOf(setting),
    astEtcDir: setting('ASTETCDIR'),
    astSpoolDir: setting('ASTSPOOLDIR'),
    mode: setting('AMPEXTENSIONS') === 'deviceanduser' ? 'deviceanduser' : 'extensions',
  };
}

interface SettingRow {
  readonly keyword: unknown;
  readonly value: unknown;
  readonly defaultval: unknown;
}

function writtenValue(rows: readonly SettingRow[], keyword: Keyword): string | null {
  const row = rows.find((candidate) => candidate.keyword === keyword);
  const value = row?.value ?? row?.defaultval ?? null;
  return value === null ? null : String(value);
}

function amiOf(setting: (keyword: Keyword) => string): FreepbxSettings['ami'] {
  const user = setting('AMPMGRUSER');
  const secret = setting('AMPMGRPASS');
  if (user === '' || secret === '') return null;
  return { host: setting('ASTMANAGERHOST') || DEFAULTS.ASTMANAGERHOST, port: portOf(setting), user, secret };
}

function portOf(setting: (keyword: Keyword) => string): number {
  const text = setting('ASTMANAGERPORT') || DEFAULTS.ASTMANAGERPORT;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new Error(`FreePBX's setting ASTMANAGERPORT is not a valid port: "${text}".`);
  }
  return port;
}

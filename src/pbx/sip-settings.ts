import type { Knex } from 'knex';
import { z } from 'zod';
import type { Technology } from '../desk/model';
import { isHost } from '../lib/ip';
import type { PbxLog } from './log';

export type SipTransport = 'udp' | 'tcp' | 'tls';

/** Where one technology of Asterisk takes registrations of phones. */
export interface SipListener {
  readonly transport: SipTransport;
  readonly port: number;
  /** The address that it listens on; null for all. */
  readonly address: string | null;
}

/** Where phones register, from FreePBX's SIP settings. */
export interface SipSettings {
  /** The listeners of each technology: udp before tcp before tls. Empty when none is on. */
  readonly listeners: Readonly<Record<Technology, readonly SipListener[]>>;
  /** The PBX's external address; null when FreePBX has none. */
  readonly externalAddress: string | null;
  /** The networks that FreePBX treats as internal, in CIDR notation. */
  readonly localNetworks: readonly string[];
}

const PJSIP_TABLE = 'kvstore_Sipsettings';
const CHAN_SIP_TABLE = 'sipsettings';
const ANY_ADDRESS = ['0.0.0.0', '::', '[::]'];
const TRANSPORTS = ['udp', 'tcp', 'tls'] as const;
/** FreePBX's own for PJSIP on all IPv4 addresses. For other addresses it has none, and Asterisk uses its own. */
const PJSIP_PORTS_OF_ANY_IPV4 = { udp: 5061, tcp: 5160, tls: 5161 };
const ASTERISK_PORTS = { udp: 5060, tcp: 5060, tls: 5061 };

// PHP writes an empty map as an empty list.
const mapOf = <T extends z.ZodType>(value: T) =>
  z.union([z.array(z.never()).transform(() => ({})), z.record(z.string(), value)]);
const bindsSchema = mapOf(mapOf(z.unknown()));
const localNetworksSchema = z.array(z.object({ net: z.string(), mask: z.coerce.string() }));

/**
 * Reads FreePBX's SIP settings: those of PJSIP and those of chan_sip are in different tables. What is missing or invalid gets
 * FreePBX's default. Errors: the database.
 */
export async function readSipSettings(db: Knex, log: PbxLog): Promise<SipSettings> {
  const { values, json } = await readKeyValues(db, log);
  const networks = json('localnets', localNetworksSchema, []);
  return {
    listeners: {
      pjsip: pjsipListeners(json('binds', bindsSchema, {}), values),
      sip: chanSipListeners(await readChanSipRows(db)),
    },
    externalAddress: hostOrNull(values.get('externip') ?? ''),
    localNetworks: networks.flatMap(({ net, mask }) => cidr(net, mask)),
  };
}

async function readKeyValues(db: Knex, log: PbxLog) {
  const rows: readonly KeyValueRow[] = (await db.schema.hasTable(PJSIP_TABLE))
    ? await db(PJSIP_TABLE).where('id', 'noid').select('key', 'val')
    : [];
  const values = new Map(rows.map(({ key, val }) => [String(key), textOf(val)]));
  const json = <T>(key: string, schema: z.ZodType<T>, fallback: T): T => {
    const text = values.get(key) ?? '';
    if (text === '') return fallback;
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success)
      log.warn(
        { event: 'pbx-sip-settings.invalid', key },
        'invalid SIP setting of FreePBX; using its default',
      );
    return parsed.success ? parsed.data : fallback;
  };
  return { values, json };
}

/** An address that is none, such as one with a port, would make the settings unreadable. */
function hostOrNull(text: string): string | null {
  return isHost(text) ? text : null;
}

interface KeyValueRow {
  readonly key: unknown;
  readonly val: unknown;
}

/** Of each transport that is on: preferably on all addresses, else on its first one. */
function pjsipListeners(
  binds: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  values: ReadonlyMap<string, string>,
): readonly SipListener[] {
  return TRANSPORTS.flatMap((transport) => {
    const on = Object.entries(binds[transport] ?? {}).flatMap(([address, state]) =>
      state === 'on' ? [address] : [],
    );
    const bound = on.find((address) => ANY_ADDRESS.includes(address)) ?? on[0];
    if (bound === undefined) return [];
    const defaults = bound === '0.0.0.0' ? PJSIP_PORTS_OF_ANY_IPV4 : ASTERISK_PORTS;
    const port = portOf(values.get(`${transport}port-${bound}`)) ?? defaults[transport];
    return [{ transport, port, address: addressOf(bound) }];
  });
}

/** The settings of chan_sip by keyword. Rows of type 1 and 2 were codecs; `tcpenable` may be among the custom ones. */
async function readChanSipRows(db: Knex): Promise<ReadonlyMap<string, string>> {
  if (!(await db.schema.hasTable(CHAN_SIP_TABLE))) return new Map();
  const rows: readonly ChanSipRow[] = await db(CHAN_SIP_TABLE)
    .whereIn('keyword', CHAN_SIP_KEYWORDS)
    .whereNotIn('type', [1, 2])
    .select('keyword', 'data');
  return new Map(rows.map(({ keyword, data }) => [String(keyword), textOf(data)]));
}

const CHAN_SIP_KEYWORDS = ['bindaddr', 'bindport', 'tcpenable', 'tlsenable', 'tlsbindaddr', 'tlsbindport'];

interface ChanSipRow {
  readonly keyword: unknown;
  readonly data: unknown;
}

/** chan_sip always listens on UDP, with TCP on the same port. */
function chanSipListeners(values: ReadonlyMap<string, string>): readonly SipListener[] {
  const address = addressOf(values.get('bindaddr') || '0.0.0.0');
  const port = portOf(values.get('bindport')) ?? ASTERISK_PORTS.udp;
  const tls: SipListener = {
    transport: 'tls',
    port: portOf(values.get('tlsbindport')) ?? ASTERISK_PORTS.tls,
    address: addressOf(values.get('tlsbindaddr') || '[::]'),
  };
  return [
    { transport: 'udp', port, address },
    ...(values.get('tcpenable') === 'yes' ? [{ transport: 'tcp' as const, port, address }] : []),
    ...(values.get('tlsenable') === 'yes' ? [tls] : []),
  ];
}

function addressOf(bound: string): string | null {
  return ANY_ADDRESS.includes(bound) ? null : bound;
}

function portOf(text: string | undefined): number | null {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

/** FreePBX stores masks as `24` or `255.255.255.0`. */
function cidr(net: string, mask: string): readonly string[] {
  if (net === '') return [];
  if (/^\d{1,3}$/.test(mask)) return [`${net}/${mask}`];
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) && bits.length === 32 ? [`${net}/${bits.lastIndexOf('1') + 1}`] : [];
}

/** The column is a blob: a Buffer from MariaDB, an ArrayBuffer or a string from SQLite. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]'
    ? Buffer.from(value as ArrayBuffer).toString('utf8')
    : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { Knex } from 'knex';
import { z } from 'zod';
import { isHost } from '../lib/ip';
import type { PbxLog } from './log';

export type SipTransport = 'udp' | 'tcp' | 'tls';

/** Where phones register, from FreePBX's SIP settings. */
export interface SipSettings {
  readonly port: number;
  readonly transport: SipTransport;
  /** The address that SIP listens on; null for all. */
  readonly address: string | null;
  /** The PBX's external address; null when FreePBX has none. */
  readonly externalAddress: string | null;
  /** The networks that FreePBX treats as internal, in CIDR notation. */
  readonly localNetworks: readonly string[];
}

/** The defaults of FreePBX. */
export const DEFAULT_SIP_SETTINGS: SipSettings = {
  port: 5060,
  transport: 'udp',
  address: null,
  externalAddress: null,
  localNetworks: [],
};

const TABLE = 'kvstore_Sipsettings';
const ANY_ADDRESS = ['0.0.0.0', '::', '[::]'];
const TRANSPORTS: readonly { name: SipTransport; port: number }[] = [
  { name: 'udp', port: 5060 },
  { name: 'tcp', port: 5060 },
  { name: 'tls', port: 5061 },
];

// PHP writes an empty map as an empty list.
const mapOf = <T extends z.ZodType>(value: T) =>
  z.union([z.array(z.never()).transform(() => ({})), z.record(z.string(), value)]);
const bindsSchema = mapOf(mapOf(z.unknown()));
const localNetworksSchema = z.array(z.object({ net: z.string(), mask: z.coerce.string() }));

/** Reads FreePBX's SIP settings. A missing table or an invalid value gets its default. Errors: the database. */
export async function readSipSettings(db: Knex, log: PbxLog): Promise<SipSettings> {
  if (!(await db.schema.hasTable(TABLE))) return DEFAULT_SIP_SETTINGS;
  const rows: readonly KeyValueRow[] = await db(TABLE).where('id', 'noid').select('key', 'val');
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
  const networks = json('localnets', localNetworksSchema, []);

  return {
    ...findListener(json('binds', bindsSchema, {}), values),
    externalAddress: hostOrNull(values.get('externip') ?? ''),
    localNetworks: networks.flatMap(({ net, mask }) => cidr(net, mask)),
  };
}

/** An address that is none, such as one with a port, would make the settings unreadable. */
function hostOrNull(text: string): string | null {
  return isHost(text) ? text : null;
}

interface KeyValueRow {
  readonly key: unknown;
  readonly val: unknown;
}

type Listener = Pick<SipSettings, 'port' | 'transport' | 'address'>;

/** The first of udp, tcp and tls that is on; preferably on all addresses, else on its first one. */
function findListener(
  binds: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  values: ReadonlyMap<string, string>,
): Listener {
  for (const { name, port } of TRANSPORTS) {
    const on = Object.entries(binds[name] ?? {}).flatMap(([address, state]) =>
      state === 'on' ? [address] : [],
    );
    const bound = on.find((address) => ANY_ADDRESS.includes(address)) ?? on[0];
    if (bound === undefined) continue;
    return {
      transport: name,
      port: portOf(values.get(`${name}port-${bound}`)) ?? port,
      address: ANY_ADDRESS.includes(bound) ? null : bound,
    };
  }
  const { port, transport, address } = DEFAULT_SIP_SETTINGS;
  return { port, transport, address };
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

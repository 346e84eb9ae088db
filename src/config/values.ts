import { z } from 'zod';
import { isNetwork } from '../lib/ip';
import { areAllAddresses, holdsMappedIpv4 } from '../lib/networks';

/** Where the tables are: FreePBX's MySQL/MariaDB, or a SQLite file for a start without a PBX. */
export type DatabaseConfig =
  | {
      readonly kind: 'mysql';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      readonly socketPath?: string | undefined;
    }
  | { readonly kind: 'sqlite'; readonly file: string };

/** Address and login of Asterisk's manager interface. */
export interface AmiAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

const MYSQL_PORT = 3306;
const AMI_PORT = 5038;

/** A path, a name, a key: any text in one line. */
export const singleLine = z.string().regex(/^\P{Cc}+$/u, 'a text in one line');

/** An address to listen on. */
export const bindAddress = z
  .string()
  .regex(/^(?=.*[\w:])[\w.:%-]{1,253}$/, 'an IP address or a host name, without a port');

/** A port to listen on; 0 takes any free one. */
export const listenPort = z
  .string()
  .regex(/^\d{1,5}$/, 'a port number from 0 to 65535')
  .transform(Number)
  .pipe(z.number().max(65_535, 'a port number from 0 to 65535'));

/** Where a PEM file is. */
export const pemPath = z.string().regex(/^(?!-----)\P{Cc}{1,1000}$/u, 'the path of a PEM file');

export const TLS_VERSIONS = ['1.0', '1.1', '1.2', '1.3'] as const;

export type TlsVersion = (typeof TLS_VERSIONS)[number];

export const tlsVersion = z.enum(TLS_VERSIONS, `one of ${TLS_VERSIONS.join(', ')}`);

export const clientCertificates = z.enum(['optional', 'required'], 'optional or required');

const NETWORK_LIST_FORM =
  'a comma-separated list of networks in CIDR form, such as 10.0.0.5/32, but not all addresses (/0)';

const PLAIN_IPV4_FORM =
  'without IPv4 addresses in IPv6 form (::ffff:0:0/96): write such a network as IPv4, such as 10.0.0.0/8';

const PROPER_PART_FORM = 'networks that are not all IPv4 or all IPv6 addresses together';

/** Networks in CIDR form, comma-separated. All addresses, by one network (/0) or by several together, are refused. */
export const networkList = z.string().transform((text, context): readonly string[] => {
  const networks = text.split(',').map((network) => network.trim());
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (!networks.every((network) => isNetwork(network, 1))) return refuse(NETWORK_LIST_FORM);
  if (networks.some(holdsMappedIpv4)) return refuse(PLAIN_IPV4_FORM);
  return areAllAddresses(networks) ? refuse(PROPER_PART_FORM) : networks;
});

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const logLevel = z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`);

const WEBHOOK_TARGETS = ['any', 'public'] as const;

export type WebhookTargetPolicy = (typeof WEBHOOK_TARGETS)[number];

export const webhookTargets = z.enum(WEBHOOK_TARGETS, 'any or public');

/** A key for an HTTP header: visible ASCII without spaces, too long to be guessed. */
export const headerKey = z
  .string()
  .min(24, 'at least 24 characters long')
  .regex(/^[!-~]+$/, 'made of visible ASCII characters without spaces');

export const longSecret = z
  .string()
  .min(32, 'at least 32 characters long')
  .regex(/^\P{Cc}+$/u, 'a text in one line');

const DATABASE_FORM = 'like mysql://user:password@host:3306/asterisk or sqlite:<path>';

/** `mysql://user:password@host:port/database`, its parts percent-encoded where they must be, or `sqlite:<path>`. */
export const databaseUrl = z.string().transform((text, context): DatabaseConfig => {
  const parsed = text.startsWith('sqlite:') ? parseSqlite(text) : parseMysql(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: DATABASE_FORM });
  return z.NEVER;
});

/** `ami://user:secret@host:port` */
export const amiUrl = z.string().transform((text, context): AmiAddress => {
  const url = parseUrl(text, ['ami:']);
  if (url && url.user !== '' && url.password !== '' && url.path === '' && url.query.size === 0) {
    const { host, port, user, password } = url;
    return { host, port: port ?? AMI_PORT, user, secret: password };
  }
  context.addIssue({ code: 'custom', message: 'like ami://user:secret@127.0.0.1:5038' });
  return z.NEVER;
});

/** Asterisk and MariaDB listen on IPv4, but `localhost` may resolve to ::1. */
export function ipv4Localhost(host: string): string {
  return host.toLowerCase() === 'localhost' ? '127.0.0.1' : host;
}

function parseSqlite(text: string): DatabaseConfig | null {
  const file = text.slice('sqlite:'.length).replace(/^\/\/(?=\/|\.)/, '');
  return file === '' || file.startsWith('//') ? null : { kind: 'sqlite', file };
}

function parseMysql(text: string): DatabaseConfig | null {
  const url = parseUrl(text, ['mysql:', 'mariadb:']);
  if (!url || url.user === '' || url.path === '' || url.path.includes('/')) return null;
  const { socketPath, ...unknown } = Object.fromEntries(url.query);
  if (Object.keys(unknown).length > 0) return null;
  return {
    kind: 'mysql',
    host: url.host,
    port: url.port ?? MYSQL_PORT,
    user: url.user,
    password: url.password,
    database: url.path,
    ...(socketPath === undefined ? {} : { socketPath }),
  };
}

interface UrlParts {
  readonly host: string;
  readonly port: number | null;
  readonly user: string;
  readonly password: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
}

function parseUrl(text: string, protocols: readonly string[]): UrlParts | null {
  try {
    const url = new URL(text);
    const parts = {
      host: ipv4Localhost(url.hostname.replace(/^\[(.*)\]$/, '$1')),
      port: url.port === '' ? null : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      path: decodeURIComponent(url.pathname.replace(/^\//, '')),
      query: new Map(url.searchParams),
    };
    const isWanted =
      protocols.includes(url.protocol) && parts.host !== '' && parts.port !== 0 && url.hash === '';
    const isOneLine = !/\p{Cc}/u.test(Object.values(parts).map(String).join(''));
    return isWanted && isOneLine ? parts : null;
  } catch {
    // Not a URL, or a percent sign that encodes nothing.
    return null;
  }
}

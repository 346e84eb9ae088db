import path from 'node:path';
import { ConfigError } from '../config/config-error';
import { withEnvFile } from '../config/env-file';
import { type Environment, type GivenSettings, type ReadFile, readEnvironment } from '../config/environment';
import { tftpListenerOf } from '../config/tftp';
import type { CertificatePolicy } from '../config/tls';
import { adminTlsOf, certificatePolicyOf, phonesTlsOf } from '../config/tls';
import type { DatabaseConfig, WebhookTargetPolicy } from '../config/values';
import { type AmiAddress, ipv4Localhost, type LOG_LEVELS } from '../config/values';
import { errorCodeOrText, isMissingPath } from '../lib/errors';
import type { ListenerConfig } from '../listeners/listener-config';
import { FreepbxConfError, parseFreepbxConf } from '../pbx/freepbx-conf';
import type { FreepbxSettings } from '../pbx/freepbx-settings';
import type { VoicemailFiles } from '../pbx/mailboxes';

export type AmiConfig = ({ readonly kind: 'ami' } & AmiAddress) | { readonly kind: 'simulated' };

export type VoicemailConfig = ({ readonly kind: 'file' } & VoicemailFiles) | { readonly kind: 'sample' };

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where the TFTP server listens. */
export interface TftpListenerConfig {
  readonly bind: string;
  readonly port: number;
}

/** The complete configuration of the service. */
export interface Config {
  readonly phones: ListenerConfig;
  /** HTTPS listener of the phone server; null: HTTP only. */
  readonly phonesTls: ListenerConfig | null;
  readonly clientCertificates: CertificatePolicy;
  /** Null: no TFTP. */
  readonly tftp: TftpListenerConfig | null;
  readonly admin: ListenerConfig;
  /** Networks (CIDR) of reverse proxies whose X-Forwarded-For is trusted. */
  readonly trustedProxies: readonly string[];
  readonly database: DatabaseConfig;
  readonly ami: AmiConfig;
  readonly voicemail: VoicemailConfig;
  /** No PBX: the embedded database holds the sample PBX. */
  readonly demo: boolean;
  readonly dataDir: string;
  /** Whether webhooks may also go to private addresses (`any`), or only to public ones. */
  readonly webhookTargets: WebhookTargetPolicy;
  /** The admin key of the environment; null: one is created at the first start. */
  readonly adminKey: string | null;
  /** The key from which tokens are derived; null: created at the first start and stored in `dataDir`. */
  readonly secret: string | null;
  /** The file of further settings, which need not exist; null: none. */
  readonly envFile: string | null;
  readonly logLevel: LogLevel;
}

/** The configuration before FreePBX's database is read; see `completeConfig`. */
export type BaseConfig = Omit<Config, 'ami' | 'voicemail'> & {
  /** The environment's settings for the rest; null: taken from FreePBX. */
  readonly given: Pick<GivenSettings, 'databaseUrl' | 'amiUrl' | 'voicemailConf' | 'spoolDir'>;
};

const FREEPBX_CONF = '/etc/freepbx.conf';
const AST_ETC_DIR = '/etc/asterisk';
const AST_SPOOL_DIR = '/var/spool/asterisk';
const DATABASE_FILE = 'hotdesk.sqlite';

/**
 * Reads the settings from the environment and from HOTDESK_ENV_FILE, and the database from FreePBX's own file when the environment has none.
 * Errors: ConfigError for a wrong value or an unreadable file.
 */
export function readConfig(env: Environment, readFile: ReadFile): BaseConfig {
  const given = readEnvironment(withEnvFile(env, readFile), readFile);
  const dataDir = given.dataDir ?? './data';
  const database = given.databaseUrl ??
    databaseOfFreepbx(given.freepbxConf, readFile) ?? {
      kind: 'sqlite',
      file: path.join(dataDir, DATABASE_FILE),
    };
  const bind = given.phonesBind ?? '0.0.0.0';
  const phonesTls = phonesTlsOf(given);
  return {
    phones: { bind, port: given.phonesPort ?? 8480, setting: 'HOTDESK_PHONES_PORT', tls: null },
    phonesTls: phonesTls && {
      bind,
      port: phonesTls.port,
      setting: 'HOTDESK_PHONES_TLS_PORT',
      tls: phonesTls.files,
    },
    clientCertificates: certificatePolicyOf(given),
    tftp: tftpListenerOf(given, bind),
    admin: {
      bind: given.adminBind ?? '127.0.0.1',
      port: given.adminPort ?? 8481,
      setting: 'HOTDESK_ADMIN_PORT',
      tls: adminTlsOf(given),
    },
    trustedProxies: given.trustedProxies ?? [],
    database,
    demo: database.kind === 'sqlite',
    dataDir,
    webhookTargets: given.webhookTargets ?? 'any',
    adminKey: given.adminKey,
    secret: given.secret,
    envFile: given.envFile,
    logLevel: given.logLevel ?? 'info',
    given,
  };
}

/**
 * Adds the settings that only FreePBX's database has. The environment wins.
 *
 * `freepbx` is null when the database has no FreePBX settings. Then Asterisk is simulated; sample mailboxes, whose
 * PINs are public, are used only with the sample PBX.
 */
export function completeConfig(base: BaseConfig, freepbx: FreepbxSettings | null): Config {
  const { given, ...known } = base;
  const pbx = base.demo ? null : freepbx;
  return { ...known, ami: amiOf(given, pbx), voicemail: voicemailOf(base, pbx) };
}

function amiOf({ amiUrl }: BaseConfig['given'], freepbx: FreepbxSettings | null): AmiConfig {
  const ami = amiUrl ?? freepbx?.ami;
  return ami ? { kind: 'ami', ...ami, host: ipv4Localhost(ami.host) } : { kind: 'simulated' };
}

function voicemailOf({ given, demo }: BaseConfig, freepbx: FreepbxSettings | null): VoicemailConfig {
  if (demo && given.voicemailConf === null) return { kind: 'sample' };
  const file = given.voicemailConf ?? path.join(freepbx?.astEtcDir ?? AST_ETC_DIR, 'voicemail.conf');
  return {
    kind: 'file',
    path: file,
    spoolDir: given.spoolDir ?? freepbx?.astSpoolDir ?? AST_SPOOL_DIR,
    extconfig: path.join(path.dirname(file), 'extconfig.conf'),
  };
}

/** The database of FreePBX; null when FreePBX is not installed here. */
function databaseOfFreepbx(given: string | null, readFile: ReadFile): DatabaseConfig | null {
  const file = given ?? FREEPBX_CONF;
  try {
    const { host, ...rest } = parseFreepbxConf(readFile(file));
    return { kind: 'mysql', host: ipv4Localhost(host), ...rest };
  } catch (error) {
    if (given === null && isMissingPath(error)) return null;
    const reason =
      error instanceof FreepbxConfError ? error.message : `it cannot be read (${errorCodeOrText(error)})`;
    throw new ConfigError(
      `HOTDESK_FREEPBX_CONF (${file}) has no usable database settings: ${reason}; set HOTDESK_DATABASE_URL instead.`,
    );
  }
}

import { errorCodeOrText } from '../lib/errors';
import { ConfigError } from './config-error';
import { type EnvironmentSetting, FOREIGN_NAMES, SETTINGS } from './settings';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a text file. Fails as node:fs does, with a `code` such as ENOENT. */
export type ReadFile = (path: string) => string;

type Value<S> = S extends EnvironmentSetting<infer T> ? T : never;

/** The settings of the environment; null: not set. */
export type GivenSettings = {
  readonly [Key in keyof typeof SETTINGS]: Value<(typeof SETTINGS)[Key]> | null;
};

const FILE_SUFFIX = '_FILE';
/** A longer value may be a private key in place of its path; it is not shown. */
const LONGEST_SHOWN = 80;

/**
 * Reads every setting from the environment, or from the file that `<NAME>_FILE` names. An empty variable counts as
 * not set.
 *
 * Errors: ConfigError for a wrong value, a value that is set twice, an unreadable file and an unknown HOTDESK_ variable.
 */
export function readEnvironment(env: Environment, readFile: ReadFile): GivenSettings {
  refuseUnknownNames(env);
  const read = <T>(setting: EnvironmentSetting<T>) => readSetting(setting, env, readFile);
  return {
    phonesBind: read(SETTINGS.phonesBind),
    phonesPort: read(SETTINGS.phonesPort),
    phonesTlsPort: read(SETTINGS.phonesTlsPort),
    phonesTlsCert: read(SETTINGS.phonesTlsCert),
    phonesTlsKey: read(SETTINGS.phonesTlsKey),
    phonesClientCa: read(SETTINGS.phonesClientCa),
    phonesClientCert: read(SETTINGS.phonesClientCert),
    tlsMin: read(SETTINGS.tlsMin),
    tftpPort: read(SETTINGS.tftpPort),
    tftpBind: read(SETTINGS.tftpBind),
    adminBind: read(SETTINGS.adminBind),
    adminPort: read(SETTINGS.adminPort),
    adminTlsCert: read(SETTINGS.adminTlsCert),
    adminTlsKey: read(SETTINGS.adminTlsKey),
    trustedProxies: read(SETTINGS.trustedProxies),
    databaseUrl: read(SETTINGS.databaseUrl),
    amiUrl: read(SETTINGS.amiUrl),
    voicemailConf: read(SETTINGS.voicemailConf),
    spoolDir: read(SETTINGS.spoolDir),
    freepbxConf: read(SETTINGS.freepbxConf),
    dataDir: read(SETTINGS.dataDir),
    envFile: read(SETTINGS.envFile),
    webhookTargets: read(SETTINGS.webhookTargets),
    adminKey: read(SETTINGS.adminKey),
    secret: read(SETTINGS.secret),
    logLevel: read(SETTINGS.logLevel),
  };
}

function refuseUnknownNames(env: Environment): void {
  const known = new Set(
    Object.values(SETTINGS).flatMap(({ name }) => [name as string, `${name}${FILE_SUFFIX}`]),
  );
  for (const name of Object.keys(env)) {
    if (!name.startsWith('HOTDESK_') || known.has(name) || FOREIGN_NAMES.test(name)) continue;
    throw new ConfigError(`Unknown HOTDESK_ variable ${name}; docs/settings.md lists all settings.`);
  }
}

function readSetting<T>(setting: EnvironmentSetting<T>, env: Environment, readFile: ReadFile): T | null {
  const { name, schema, secret } = setting;
  const text = givenText(name, env, readFile);
  if (text === null) return null;
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const wanted = parsed.error.issues[0]?.message ?? 'valid';
  const found = secret || text.length > LONGEST_SHOWN ? '' : `, but is ${JSON.stringify(text)}`;
  throw new ConfigError(`${name} must be ${wanted}${found}.`);
}

/** The text of a setting, from its variable or its file. */
function givenText(name: string, env: Environment, readFile: ReadFile): string | null {
  const fileName = `${name}${FILE_SUFFIX}`;
  const inline = env[name] || null;
  const file = env[fileName] || null;
  if (inline !== null && file !== null) {
    throw new ConfigError(`${name} and ${fileName} are both set; set only one of them.`);
  }
  return file === null ? inline : textOfFile(fileName, file, readFile);
}

function textOfFile(name: string, file: string, readFile: ReadFile): string {
  let text: string;
  try {
    text = readFile(file).replace(/\r?\n$/, '');
  } catch (error) {
    throw new ConfigError(`${name} names ${file}, which cannot be read (${errorCodeOrText(error)}).`);
  }
  if (text === '') throw new ConfigError(`${name} names ${file}, which is empty.`);
  return text;
}

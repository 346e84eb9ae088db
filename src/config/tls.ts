import { ConfigError } from './config-error';
import type { GivenSettings } from './environment';
import { SETTINGS } from './settings';
import type { TlsVersion } from './values';

/** Whether phones are asked for a client certificate, and whether it is required. */
export type CertificatePolicy = 'off' | 'optional' | 'required';

/** A file, and the setting that names it. */
export interface NamedFile {
  readonly setting: string;
  readonly path: string;
}

/** The PEM files of an HTTPS listener. */
export interface TlsFiles {
  readonly cert: NamedFile;
  readonly key: NamedFile;
  /** Roots of valid client certificates; null: no client certificates. */
  readonly clientCa: NamedFile | null;
  /** The oldest TLS version that is accepted. */
  readonly minVersion: TlsVersion;
}

export interface PhonesTls {
  readonly port: number;
  readonly files: TlsFiles;
}

const ADMIN_MIN_VERSION = '1.2';

/** HTTPS of the phone server; null: none. Errors: ConfigError when a part of it is missing. */
export function phonesTlsOf(given: GivenSettings): PhonesTls | null {
  const { phonesTlsPort: port, phonesClientCa, phonesClientCert } = given;
  const pair = pairOf(given, 'phonesTlsCert', 'phonesTlsKey');
  const clientCa = phonesClientCa === null ? null : fileOf('phonesClientCa', phonesClientCa);
  if (phonesClientCert !== null && clientCa === null) throw needs('phonesClientCert', 'phonesClientCa');
  if (port === null) {
    if (pair) throw needs('phonesTlsCert', 'phonesTlsPort');
    if (clientCa) throw needs('phonesClientCa', 'phonesTlsPort');
    return null;
  }
  if (!pair) throw needs('phonesTlsPort', 'phonesTlsCert');
  return { port, files: { ...pair, clientCa, minVersion: given.tlsMin ?? '1.2' } };
}

/** HTTPS of the admin API; null: HTTP. Errors: ConfigError when a part of it is missing. */
export function adminTlsOf(given: GivenSettings): TlsFiles | null {
  const pair = pairOf(given, 'adminTlsCert', 'adminTlsKey');
  return pair && { ...pair, clientCa: null, minVersion: ADMIN_MIN_VERSION };
}

/** The client certificate policy. `phonesTlsOf` checks that its settings are complete. */
export function certificatePolicyOf(given: GivenSettings): CertificatePolicy {
  return given.phonesClientCa === null ? 'off' : (given.phonesClientCert ?? 'optional');
}

type PathSetting = 'phonesTlsCert' | 'phonesTlsKey' | 'phonesClientCa' | 'adminTlsCert' | 'adminTlsKey';

function pairOf(
  given: GivenSettings,
  certSetting: PathSetting,
  keySetting: PathSetting,
): Pick<TlsFiles, 'cert' | 'key'> | null {
  const [cert, key] = [given[certSetting], given[keySetting]];
  if (cert === null && key === null) return null;
  if (cert === null) throw needs(keySetting, certSetting);
  if (key === null) throw needs(certSetting, keySetting);
  return { cert: fileOf(certSetting, cert), key: fileOf(keySetting, key) };
}

function fileOf(setting: PathSetting, path: string): NamedFile {
  return { setting: SETTINGS[setting].name, path };
}

function needs(given: keyof typeof SETTINGS, missing: keyof typeof SETTINGS): ConfigError {
  return new ConfigError(`${SETTINGS[given].name} is set without ${SETTINGS[missing].name}; set both.`);
}

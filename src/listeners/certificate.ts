import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ConfigError } from '../config/config-error';
import type { NamedFile, TlsFiles } from '../config/tls';
import { errorCodeOrText } from '../lib/errors';

/** What stands in the files of a door. */
export interface TlsTexts {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string | null;
}

/** A certificate that can be used. */
export interface UsableCertificate {
  readonly context: SecureContextOptions;
  /** When it ends, in epoch milliseconds. */
  readonly endsAt: number;
}

/** Errors: ConfigError, for a file that cannot be read. */
export async function readTlsTexts(files: TlsFiles): Promise<TlsTexts> {
  return {
    cert: await readText(files.cert),
    key: await readText(files.key),
    clientCa: files.clientCa && (await readText(files.clientCa)),
  };
}

async function readText(file: NamedFile): Promise<string> {
  try {
    return await readFile(file.path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${nameOf(file)} cannot be read (${errorCodeOrText(error)}).`, { cause: error });
  }
}

/** Checks everything that can be wrong with them. Errors: ConfigError, whose message holds nothing of a key. */
export function usableCertificate(files: TlsFiles, strings: TlsTexts): UsableCertificate {
  const certificate = certificateIn(files.cert, strings.cert);
  if (!certificate.checkPrivateKey(keyIn(files.key, strings.key))) {
    throw new ConfigError(`${nameOf(files.key)} does not belong to ${nameOf(files.cert)}.`);
  }
  const context = {
    cert: strings.cert,
    key: strings.key,
    ...(files.clientCa && strings.clientCa !== null ? { ca: rootsIn(files.clientCa, strings.clientCa) } : {}),
    ...versionOptions(files),
  };
  try {
    createSecureContext(context);
  } catch (error) {
    throw new ConfigError(`${nameOf(files.cert)} cannot be used for HTTPS (${errorCodeOrText(error)}).`);
  }
  return { context, endsAt: Date.parse(certificate.validTo) };
}

function certificateIn(file: NamedFile, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new ConfigError(`${nameOf(file)} holds no certificate in PEM form.`);
  }
}

/** What OpenSSL says of a key that it cannot read is nothing that an admin could use. */
function keyIn(file: NamedFile, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new ConfigError(`${nameOf(file)} holds no private key in PEM form without a passphrase.`);
  }
}

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function rootsIn(file: NamedFile, text: string): string[] {
  const roots = text.match(CERTIFICATES) ?? [];
  for (const root of roots) certificateIn(file, root);
  if (roots.length === 0) throw new ConfigError(`${nameOf(file)} holds no certificate in PEM form.`);
  return roots;
}

/** OpenSSL 3 speaks TLS 1.0 and 1.1 only at its lowest level of security (measured on Node 18, 20 and 22). */
function versionOptions({ minVersion }: TlsFiles): SecureContextOptions {
  if (minVersion === '1.0') return { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };
  if (minVersion === '1.1') return { minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  return { minVersion: `TLSv${minVersion}` };
}

function nameOf({ setting, path }: NamedFile): string {
  return `${setting} (${path})`;
}

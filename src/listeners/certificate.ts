import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ConfigError } from '../config/config-error';
import type { NamedFile, TlsFiles } from '../config/tls';
import { errorCodeOrText } from '../lib/errors';

/** The contents of a listener's PEM files. */
export interface TlsTexts {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string | null;
}

/** A checked certificate. */
export interface UsableCertificate {
  readonly context: SecureContextOptions;
  /** Its lifetime, in epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Reads the PEM files. Errors: ConfigError for an unreadable file. */
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

/** Checks certificate, key and roots. Errors: ConfigError; its message contains no part of a key. */
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
  return {
    context,
    startsAt: Date.parse(certificate.validFrom),
    endsAt: Date.parse(certificate.validTo),
  };
}

function certificateIn(file: NamedFile, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new ConfigError(`${nameOf(file)} contains no PEM certificate.`);
  }
}

/** OpenSSL's own error texts for unreadable keys do not help an admin. */
function keyIn(file: NamedFile, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new ConfigError(`${nameOf(file)} contains no PEM private key without a passphrase.`);
  }
}

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function rootsIn(file: NamedFile, text: string): string[] {
  const roots = text.match(CERTIFICATES) ?? [];
  for (const root of roots) certificateIn(file, root);
  if (roots.length === 0) throw new ConfigError(`${nameOf(file)} contains no PEM certificate.`);
  return roots;
}

/** OpenSSL 3 needs security level 0 for TLS 1.0 and 1.1 (measured on Node 18, 20 and 22). */
function versionOptions({ minVersion }: TlsFiles): SecureContextOptions {
  if (minVersion === '1.0') return { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };
  if (minVersion === '1.1') return { minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  return { minVersion: `TLSv${minVersion}` };
}

function nameOf({ setting, path }: NamedFile): string {
  return `${setting} (${path})`;
}

import { createHash } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import { ConfigError } from '../config/config-error';
import type { TlsFiles } from '../config/tls';
import type { Log } from '../desk/ports/log';
import { errorText } from '../lib/errors';
import { readTlsTexts, type TlsTexts, type UsableCertificate, usableCertificate } from './certificate';
import { createExpiryWarning } from './certificate-expiry';

export interface WatchCertificateOptions {
  readonly files: TlsFiles;
  /** The contents in use now. */
  readonly strings: TlsTexts;
  readonly certificate: UsableCertificate;
  /** How often the files are checked, in milliseconds. */
  readonly everyMs: number;
  readonly now: () => number;
  readonly use: (context: SecureContextOptions) => void;
  readonly log: Log;
}

/**
 * Loads a new certificate when its files have changed and are unchanged at the next check, so that a certificate whose
 * key is not written yet causes no warning. An unusable one is logged once, and the old one stays in use. Warns
 * of the end of the one in use. Returns a function that stops it.
 */
export function watchCertificate({
  files,
  strings,
  certificate,
  everyMs,
  now,
  use,
  log,
}: WatchCertificateOptions): () => void {
  const warnOfExpiry = createExpiryWarning(files.cert.setting, log, now);
  let used = certificate;
  warnOfExpiry(used);
  let decided = fingerprintOf(strings);
  let last = decided;
  let stopped = false;

  const look = async (): Promise<void> => {
    const found = await readAgain(files);
    const seen = fingerprintOf(found);
    const isSettled = seen === last;
    last = seen;
    if (stopped || !isSettled || seen === decided) return;
    decided = seen;
    const setting = files.cert.setting;
    try {
      if (found instanceof ConfigError) throw found;
      used = usableCertificate(files, found);
      use(used.context);
      log.info({ event: 'certificate.reloaded', setting }, 'a new certificate is in use');
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      log.warn(
        { event: 'certificate.unusable', setting, error: error.message },
        'the new certificate cannot be used; the old one stays in use',
      );
    }
  };

  let timer: NodeJS.Timeout;
  const lookLater = (): void => {
    timer = setTimeout(() => {
      look()
        .then(() => warnOfExpiry(used))
        .catch((error: unknown) =>
          log.error(
            { event: 'certificate.check-failed', error: errorText(error) },
            'cannot check the certificate files',
          ),
        )
        .finally(() => {
          if (!stopped) lookLater();
        });
    }, everyMs).unref();
  };
  lookLater();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function readAgain(files: TlsFiles): Promise<TlsTexts | ConfigError> {
  try {
    return await readTlsTexts(files);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function fingerprintOf(found: TlsTexts | ConfigError): string {
  const said = found instanceof ConfigError ? [found.message] : [found.cert, found.key, found.clientCa];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

import type { Log } from '../desk/ports/log';
import type { UsableCertificate } from './certificate';

const DAY_MS = 24 * 3_600_000;
/** Certificates are renewed earlier, where that works: those of three months a month before their end. */
const SOON_MS = 14 * DAY_MS;
/** A certificate of a few days is renewed later. */
const SOON_OF_LIFETIME = 0.25;

type Lifetime = Pick<UsableCertificate, 'startsAt' | 'endsAt'>;

/** Warns of a certificate that has expired or soon will: at once for a new one, then once a day. */
export function createExpiryWarning(
  setting: string,
  log: Pick<Log, 'warn'>,
  now: () => number,
): (certificate: Lifetime) => void {
  let warned: Lifetime | null = null;
  let warnedAt = 0;
  return (certificate) => {
    if (warned === certificate && Math.abs(now() - warnedAt) < DAY_MS) return;
    const { startsAt, endsAt } = certificate;
    const remaining = endsAt - now();
    if (remaining > Math.min(SOON_MS, (endsAt - startsAt) * SOON_OF_LIFETIME)) return;
    warned = certificate;
    warnedAt = now();
    if (remaining < 0)
      log.warn(
        { event: 'certificate.expired', setting, endedAt: new Date(endsAt) },
        'the certificate has expired',
      );
    else
      log.warn(
        { event: 'certificate.expires', setting, endsAt: new Date(endsAt) },
        'the certificate expires soon',
      );
  };
}

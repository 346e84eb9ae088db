import { errorText } from '../../lib/errors';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Session } from '../model';
import { isLostFor } from '../provisioning/proofs';

/** Without a contact for this long, a session no longer protects its phone against a login by somebody else. */
const ABANDONED_MS = 5 * 60_000;

/** The session at a phone, if Asterisk has had no contact of it for so long that others may take over the phone; else null. */
export async function abandonedSessionAt(
  deps: Pick<DeskDeps, 'store' | 'asterisk' | 'brands' | 'clock' | 'log'>,
  mac: Mac,
): Promise<Session | null> {
  const session = await deps.store.activeSessionAt(mac);
  if (!session || !isLostFor(session, deps.clock(), ABANDONED_MS)) return null;
  return (await mayBeRegistered(deps, session)) ? null : session;
}

/**
 * Whether the phone of a session may be registered now, if at an address that it has not fetched from: DHCP may have given it
 * another one. Also while Asterisk does not answer.
 */
async function mayBeRegistered(
  { asterisk, brands, store, log }: Pick<DeskDeps, 'store' | 'asterisk' | 'brands' | 'log'>,
  session: Session,
): Promise<boolean> {
  const phone = await store.phone(session.mac);
  if (!phone) return false;
  try {
    const contacts = await asterisk.contacts(session);
    return contacts.some(({ userAgent }) => brands.matchesUserAgent(phone.brand, userAgent));
  } catch (error) {
    log.debug(
      { event: 'login.contacts-unavailable', mac: session.mac, error: errorText(error) },
      'cannot read from Asterisk whether the phone is registered; its session stays',
    );
    return true;
  }
}

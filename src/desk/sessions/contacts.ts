import type { Phone, Session } from '../model';
import type { Contact } from '../ports/asterisk';
import type { BrandBehaviour } from '../ports/brands';

/**
 * How long a phone may show a session that has ended, because it has not read its logout. One that was not reached for so
 * long is off or gone, and its address may be another phone's. When it is switched on, it fetches its config anyway.
 */
export const LOGOUT_UNREAD_MS = 24 * 3_600_000;

/** Whether a contact belongs to this session's phone: same address, and a User-Agent of its brand. */
export function isContactOf(
  brands: BrandBehaviour,
  session: Pick<Session, 'phoneAddress'>,
  phone: Pick<Phone, 'brand'>,
  contact: Contact,
): boolean {
  return contact.address === session.phoneAddress && brands.matchesUserAgent(phone.brand, contact.userAgent);
}

/**
 * The contacts that end with a session. For a deleted phone (null) only the contact that verified the session. Never
 * includes the contact of the extension's running session, even if both phones share one address, nor a contact without a
 * User-Agent where the phone's own contact is known: behind one address there may be other registrations of the extension.
 */
export function contactsToEnd(
  brands: BrandBehaviour,
  ended: Session,
  phone: Pick<Phone, 'brand'> | null,
  running: Session | null,
  contacts: readonly Contact[],
): Contact[] {
  const shareAddress = running !== null && running.phoneAddress === ended.phoneAddress;
  return contacts.filter((contact) => {
    if (contact.uri === running?.contactUri) return false;
    if (contact.uri === ended.contactUri) return true;
    // Without the config the phone has no account. A registration at its address is another one's.
    const hadAccount = ended.provisionedAt !== null;
    return phone !== null && hadAccount && !shareAddress && isStaleContactOf(brands, ended, phone, contact);
  });
}

/** Whether a contact is that of an ended session's phone, at its known URI or a new one. */
export function isStaleContactOf(
  brands: BrandBehaviour,
  ended: Pick<Session, 'phoneAddress' | 'contactUri'>,
  phone: Pick<Phone, 'brand'>,
  contact: Contact,
): boolean {
  if (contact.uri === ended.contactUri) return true;
  const isNamed = contact.userAgent !== '' || ended.contactUri === null;
  return isNamed && isContactOf(brands, ended, phone, contact);
}

import type { Phone, Session } from '../model';
import type { Contact } from '../ports/asterisk';
import type { BrandBehaviour } from '../ports/brands';

/** Whether a contact is this session's phone: it comes from where the phone is and speaks like its brand. */
export function isContactOf(
  brands: BrandBehaviour,
  session: Pick<Session, 'phoneAddress'>,
  phone: Pick<Phone, 'brand'>,
  contact: Contact,
): boolean {
  return contact.address === session.phoneAddress && brands.matchesUserAgent(phone.brand, contact.userAgent);
}

/**
 * The contacts that end with a session; of a phone that an admin deleted (null) only the one that it had. A contact that the extension's running session holds is never among them,
 * even when both phones are behind one address.
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
    return phone !== null && !shareAddress && isContactOf(brands, ended, phone, contact);
  });
}

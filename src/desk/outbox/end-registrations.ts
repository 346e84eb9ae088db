import type { DeskDeps } from '../deps';
import type { Phone, Session } from '../model';
import type { Contact } from '../ports/asterisk';
import { contactsToEnd } from '../sessions/contacts';

/** Ends those of these contacts that end with the session; never that of the session that runs now. */
export async function endRegistrations(
  { asterisk, brands, store }: Pick<DeskDeps, 'asterisk' | 'brands' | 'store'>,
  ended: Session,
  phone: Phone | null,
  contacts: readonly Contact[],
): Promise<void> {
  const running = await store.activeSessionOfEndpoint(ended.endpoint);
  for (const contact of contactsToEnd(brands, ended, phone, running, contacts)) {
    await asterisk.endRegistration(contact);
  }
}

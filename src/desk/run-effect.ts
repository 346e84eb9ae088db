import { type TellingWay, wayNow } from './apply-ways';
import { contactsToEnd, isContactOf } from './contacts';
import { isInCall } from './in-call';
import type { Phone, Session } from './model';
import type { DeskParts } from './parts';
import type { Effect, NotifyTarget } from './ports';

/** Whether an effect is done, or has to wait for the end of a call. */
export type EffectOutcome = 'done' | 'later';

/** Does one effect. Doing it twice harms nothing. Faults are exceptions: it will be done again. */
export async function runEffect(parts: DeskParts, effect: Effect): Promise<EffectOutcome> {
  const session = await parts.store.session(effect.sessionId);
  const phone = session && (await parts.store.phone(session.mac));
  if (!session || !phone) return 'done';
  if (effect.kind === 'tell-phone') return tellPhone(parts, session, phone);
  await endRegistration(parts, session, phone);
  return 'done';
}

/** Makes a phone read its config in the best way that its firmware has for being told; not while it is in a call. */
async function tellPhone(parts: DeskParts, session: Session, phone: Phone): Promise<EffectOutcome> {
  const way = wayNow(parts.brands.applyWays(phone), session);
  if (way === null) return 'done';
  if (await isInCall(parts, session)) return 'later';
  await tell(parts, session, phone, way);
  await parts.store.transaction((tx) => tx.updateSession(session.id, { toldAt: parts.clock() }));
  return 'done';
}

/** What a phone makes of it is seen by what it does next; one that cannot be reached is told again, or in the next way. */
async function tell(parts: DeskParts, session: Session, phone: Phone, way: TellingWay): Promise<void> {
  if (way.call !== undefined) {
    if (session.phoneAddress !== null) await parts.phoneCaller.call(session.phoneAddress, way.call);
    return;
  }
  const target = await whereToTell(parts, session, phone);
  if (target) await parts.asterisk.notify(target, way.event);
}

/** The phone's own contact while it has one, else the place where it was seen. Never another contact of the user. */
async function whereToTell(parts: DeskParts, session: Session, phone: Phone): Promise<NotifyTarget | null> {
  const contacts = await parts.asterisk.contacts(session);
  const contact =
    contacts.find((candidate) => candidate.uri === session.contactUri) ??
    contacts.find((candidate) => isContactOf(parts.brands, session, phone, candidate));
  if (contact) return { kind: 'contact', contact };
  if (session.phoneAddress === null) return null;
  return { kind: 'address', address: session.phoneAddress, port: parts.brands.sipPort(phone.brand) };
}

async function endRegistration(parts: DeskParts, session: Session, phone: Phone): Promise<void> {
  const running = await parts.store.activeSessionOfEndpoint(session.endpoint);
  const contacts = await parts.asterisk.contacts(session);
  for (const contact of contactsToEnd(parts.brands, session, phone, running, contacts)) {
    await parts.asterisk.endRegistration(contact);
  }
}

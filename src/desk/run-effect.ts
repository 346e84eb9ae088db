import { isIP } from 'node:net';
import { restartingWay, type TellingWay, wayNow } from './apply-ways';
import { contactsToEnd, isContactOf } from './contacts';
import { isInCall } from './in-call';
import type { Phone, Session } from './model';
import type { DeskParts } from './parts';
import type { NotifyTarget } from './ports/asterisk';
import type { PendingEffect, WebhookEffect } from './ports/outbox';

/** Whether an effect is done, or has to wait for the end of a call. */
export type EffectOutcome = 'done' | 'later';

/** Does one effect. Doing it twice harms nothing. Faults are exceptions: it will be done again. */
export async function runEffect(parts: DeskParts, { id, effect }: PendingEffect): Promise<EffectOutcome> {
  const session = await parts.store.session(effect.sessionId);
  if (!session) return 'done';
  if (effect.kind === 'webhook') return tellWebhook(parts, session, id, effect);
  const phone = await parts.store.phone(session.mac);
  if (effect.kind === 'end-registration') return endRegistration(parts, session, phone);
  if (!phone) return 'done';
  const ways = parts.brands.applyWays(phone);
  const waysTried = effect.kind === 'restart-phone' ? restartingWay(ways) : session.waysTried;
  return tellPhone(parts, session, phone, wayNow(ways, { waysTried }));
}

async function tellWebhook(
  { webhook }: DeskParts,
  session: Session,
  id: number,
  { event: type, at, why }: WebhookEffect,
): Promise<EffectOutcome> {
  await webhook.tell({ id, type, at, session, why });
  return 'done';
}

/** Makes a phone read its config in a way that its firmware has for being told; not while it is in a call. */
async function tellPhone(
  parts: DeskParts,
  session: Session,
  phone: Phone,
  way: TellingWay | null,
): Promise<EffectOutcome> {
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

/** The phone's own contact while it has one, else the place where it was seen, if anybody can tell. Never another contact of the user. */
async function whereToTell(parts: DeskParts, session: Session, phone: Phone): Promise<NotifyTarget | null> {
  const contacts = await parts.asterisk.contacts(session);
  const contact =
    contacts.find((candidate) => candidate.uri === session.contactUri) ??
    contacts.find((candidate) => isContactOf(parts.brands, session, phone, candidate));
  if (contact) return { kind: 'contact', contact };
  if (session.phoneAddress === null || isIP(session.phoneAddress) === 0) return null;
  return { kind: 'address', address: session.phoneAddress, port: parts.brands.sipPort(phone.brand) };
}

async function endRegistration(
  parts: DeskParts,
  session: Session,
  phone: Phone | null,
): Promise<EffectOutcome> {
  const running = await parts.store.activeSessionOfEndpoint(session.endpoint);
  const contacts = await parts.asterisk.contacts(session);
  for (const contact of contactsToEnd(parts.brands, session, phone, running, contacts)) {
    await parts.asterisk.endRegistration(contact);
  }
  return 'done';
}

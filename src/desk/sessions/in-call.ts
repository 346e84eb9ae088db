import { isSameAddress } from '../../lib/ip';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Session } from '../model';

/** How long the jobs of an ended session wait for the end of a call at most: those of the phone's next users wait behind them. */
const MAX_CALL_WAIT_MS = 30 * 60_000;

/**
 * Whether the phone of a session is in a call. A call at another phone of the extension does not count, unless Asterisk
 * does not know the address of the call. The phone is where Asterisk has its contact, or had it, else where its login came
 * from: by the session token its user may fetch from anywhere.
 */
async function isInCall(deps: Pick<DeskDeps, 'asterisk'>, session: Session): Promise<boolean> {
  return hasCallFrom(deps, session, session.contactAddress ?? session.loginAddress, '');
}

/**
 * Whether the phone of a session, which is at this address now, is in a call. Asterisk may not know the address of a call that
 * it placed itself: such a call rings where the contact is.
 */
async function isInCallAt(
  deps: Pick<DeskDeps, 'asterisk'>,
  session: Session,
  address: string | null,
): Promise<boolean> {
  const { contactAddress } = session;
  const mayRingThere = contactAddress === null || isSameAddress(contactAddress, address);
  return hasCallFrom(deps, session, address, ...(mayRingThere ? [''] : []));
}

/** Whether the extension of a session is in a call at one of these addresses. */
async function hasCallFrom(
  { asterisk }: Pick<DeskDeps, 'asterisk'>,
  session: Session,
  ...addresses: readonly (string | null)[]
): Promise<boolean> {
  return (await asterisk.callsOf(session)).some((address) => addresses.includes(address));
}

/** Whether the notification of a session's phone must wait for the end of a call. */
export async function mustWaitForCall(
  deps: Pick<DeskDeps, 'asterisk' | 'store' | 'clock'>,
  session: Session,
): Promise<boolean> {
  const { mac, endedAt } = session;
  if (endedAt === null) return isInCall(deps, session);
  if (Math.abs(deps.clock() - endedAt) >= MAX_CALL_WAIT_MS) return false;
  const next = await deps.store.activeSessionAt(mac);
  // The next login shows where the phone is, wherever the user before has registered.
  return next ? isInCallAt(deps, session, next.loginAddress) : isInCall(deps, session);
}

/**
 * Whether the phone at this address, where somebody logs in, or another phone that would lose its session is in a call. False
 * while Asterisk is unreachable.
 */
export async function wouldInterruptCall(
  deps: Pick<DeskDeps, 'asterisk' | 'store'>,
  { mac, extension, address }: { readonly mac: Mac; readonly extension: string; readonly address: string },
): Promise<boolean> {
  const current = await deps.store.activeSessionAt(mac);
  const others = await deps.store.activeSessionsOf(extension);
  const calls = [
    ...(current ? [isInCallAt(deps, current, address)] : []),
    ...others.map((session) => isInCall(deps, session)),
  ];
  return (await Promise.all(calls.map((call) => call.catch(() => false)))).includes(true);
}

import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Session } from '../model';

/**
 * Whether the phone of a session is in a call. A call at another phone of the extension does not count, unless Asterisk
 * does not know the address of the call.
 */
export async function isInCall({ asterisk }: Pick<DeskDeps, 'asterisk'>, session: Session): Promise<boolean> {
  const addresses = await asterisk.callsOf(session);
  return addresses.some((address) => address === '' || address === session.phoneAddress);
}

/** Whether this phone, or a phone that would lose its session, is in a call. False while Asterisk is unreachable. */
export async function wouldInterruptCall(
  deps: Pick<DeskDeps, 'asterisk' | 'store'>,
  { mac, extension }: { readonly mac: Mac; readonly extension: string },
): Promise<boolean> {
  const current = await deps.store.activeSessionAt(mac);
  const sessions = [...(current ? [current] : []), ...(await deps.store.activeSessionsOf(extension))];
  const calls = sessions.map((session) => isInCall(deps, session).catch(() => false));
  return (await Promise.all(calls)).includes(true);
}

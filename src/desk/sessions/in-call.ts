import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Session } from '../model';

/**
 * Whether the phone of a session is in a call. Another phone of the same extension in a call does not count, unless
 * Asterisk does not say where a call is.
 */
export async function isInCall({ asterisk }: Pick<DeskDeps, 'asterisk'>, session: Session): Promise<boolean> {
  const addresses = await asterisk.callsOf(session);
  return addresses.some((address) => address === '' || address === session.phoneAddress);
}

/** Whether a phone that this login takes away, or this phone itself, is in a call. Without Asterisk nobody knows of one. */
export async function wouldInterruptCall(
  deps: Pick<DeskDeps, 'asterisk' | 'store'>,
  { mac, extension }: { readonly mac: Mac; readonly extension: string },
): Promise<boolean> {
  const held = await deps.store.activeSessionAt(mac);
  const sessions = [...(held ? [held] : []), ...(await deps.store.activeSessionsOf(extension))];
  const calls = sessions.map((session) => isInCall(deps, session).catch(() => false));
  return (await Promise.all(calls)).includes(true);
}

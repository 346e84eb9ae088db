import type { Session } from './model';
import type { DeskParts } from './parts';

/**
 * Whether the phone of a session is in a call. Another phone of the same extension in a call does not count, unless
 * Asterisk does not say where a call is.
 */
export async function isInCall(
  { asterisk }: Pick<DeskParts, 'asterisk'>,
  session: Session,
): Promise<boolean> {
  const addresses = await asterisk.callsOf(session);
  return addresses.some((address) => address === '' || address === session.phoneAddress);
}

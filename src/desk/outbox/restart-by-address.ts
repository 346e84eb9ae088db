import { isSameAddress } from '../../lib/ip';
import type { DeskDeps } from '../deps';
import type { Phone, Session } from '../model';

/**
 * Whether a phone without a contact may be restarted at the address of its session. The caller of a login by REST names any
 * address: it must not be that of another phone. A stranger who asks for the MAC elsewhere changes nothing of that.
 */
export async function mayRestartByAddress(
  { neighbours, store }: Pick<DeskDeps, 'neighbours' | 'store'>,
  { allowedBy, provisionedAt, phoneAddress }: Session,
  { mac, lastSeen }: Phone,
): Promise<boolean> {
  if (allowedBy !== 'rest' || provisionedAt !== null) return true;
  if (phoneAddress === null) return false;
  if (isSameAddress(lastSeen?.address ?? null, phoneAddress)) return true;
  const neighbour = await neighbours.macOf(phoneAddress);
  return neighbour === null ? !(await store.isSeenByOther(phoneAddress, mac)) : neighbour === mac;
}

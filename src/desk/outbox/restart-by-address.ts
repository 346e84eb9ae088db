import { isSameAddress } from '../../lib/ip';
import type { DeskDeps } from '../deps';
import type { Phone, Session } from '../model';

/**
 * Whether a phone without a contact may be restarted at the address of its session. The caller of a login by REST names any
 * address: until the phone itself is seen there, it may be that of another one.
 */
export async function mayRestartByAddress(
  { neighbours }: Pick<DeskDeps, 'neighbours'>,
  { allowedBy, provisionedAt, phoneAddress }: Session,
  { mac, lastSeen }: Phone,
): Promise<boolean> {
  if (allowedBy !== 'rest' || provisionedAt !== null) return true;
  if (phoneAddress === null) return false;
  if (isSameAddress(lastSeen?.address ?? null, phoneAddress)) return true;
  return (await neighbours.macOf(phoneAddress)) === mac;
}

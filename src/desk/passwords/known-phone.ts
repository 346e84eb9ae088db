import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Session, Token } from '../model';
import { isTokenSince } from '../provisioning/proofs';

/** A phone where a login was verified before. Its limits are its own. */
export interface KnownPhone {
  readonly mac: Mac;
  /**
   * The address, where a login of this phone was verified there. Null elsewhere: then all addresses share the limits, so
   * that a new address is no new start.
   */
  readonly address: string | null;
  /**
   * The extension of the last verified login: at this address, or, where it is null, at any. Null where that extension has
   * been logged in at the phone since, at another address.
   */
  readonly lastExtension: string | null;
}

/** Where a password was typed. */
export interface PhoneClaim {
  readonly mac: Mac;
  readonly address: string;
  /** The token of the URL; null when it has none. */
  readonly token: Token | null;
}

type KnownPhoneDeps = Pick<DeskDeps, 'store' | 'tokenKey' | 'neighbours'>;

/**
 * The known phone behind a request; null for a stranger. A login of the phone was verified, and the request comes from an
 * address where one was, or has a token that only the phone could get since the last one, or the kernel sees the phone's
 * MAC at its address. So its user gets in after a change of the address, too.
 */
export async function findKnownPhone(deps: KnownPhoneDeps, claim: PhoneClaim): Promise<KnownPhone | null> {
  const { mac, address } = claim;
  const last = await deps.store.lastVerifiedSessionAt(mac);
  if (!last) return null;
  // What happens under its MAC elsewhere takes nothing from the user of the phone that is here.
  const lastHere = await deps.store.lastVerifiedSessionAt(mac, { address });
  if (lastHere) return { mac, address, lastExtension: await stillLastHere(deps, lastHere) };
  const hasToken = claim.token !== null && isTokenSince(deps, last, claim.token);
  const isPhone = hasToken || (await deps.neighbours.macOf(address)) === mac;
  return isPhone ? { mac, address: null, lastExtension: last.extension } : null;
}

/** One address for each phone and extension: the addresses that a phone had before must not multiply the guesses. */
async function stillLastHere({ store }: KnownPhoneDeps, lastHere: Session): Promise<string | null> {
  const { mac, extension } = lastHere;
  const newest = await store.lastVerifiedSessionAt(mac, { extension });
  return newest?.id === lastHere.id ? extension : null;
}

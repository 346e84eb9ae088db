import { isInNetworks, isSameAddress } from '../../lib/ip';
import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import type { Phone, Session, Token } from '../model';
import type { DeskSettings } from '../settings';
import type { FetchRequest } from './config-decision';
import { isTokenSince } from './proofs';

/**
 * Records a fetch by the phone of a session. Brand and model select the apply method, and a proof may be shared (an
 * address, a token that the user has seen): another brand counts only where the phone may be of it.
 */
export async function recordProven(
  deps: DeskDeps,
  request: FetchRequest,
  session: Session,
  token: Token | null,
): Promise<Phone> {
  const known = await deps.store.phone(request.mac);
  if (!known || acceptsBrand(deps, known, request, session)) return recordPhone(deps, request, token);
  const { brand, model, firmware } = known;
  return withClaims(await recordPhone(deps, { ...request, brand, model, firmware }, token), request);
}

/** A session is verified by a contact of the stored brand, unless the MAC is that of another maker. */
function acceptsBrand(deps: DeskDeps, known: Phone, request: FetchRequest, { verifiedAt }: Session): boolean {
  if (known.brand === request.brand) return true;
  if (isOfOtherMaker(deps, known, request)) return false;
  return verifiedAt === null || !deps.brands.fitsMac(known.brand, known.mac);
}

/** Whether the MAC fits the stored brand and not the claimed one: a MAC has one maker. */
function isOfOtherMaker({ brands }: DeskDeps, known: Phone, { mac, brand }: FetchRequest): boolean {
  return brands.fitsMac(known.brand, mac) && !brands.fitsMac(brand, mac);
}

/**
 * Records an unproven fetch, unless it seems to come from another machine. Brand and model select the apply method, so they
 * count only until the model is known, or from the phone itself, or from inside where earlier ones came from outside.
 */
export async function recordClaims(
  deps: DeskDeps,
  request: FetchRequest,
  { internalNetworks }: DeskSettings,
  known: Phone | null,
  token: Token | null,
): Promise<Phone> {
  if (!known || token?.kind === 'link') return recordPhone(deps, request, token);
  const { lastSeen } = known;
  const isInside = isInNetworks(request.address, internalNetworks);
  const neighbour = await deps.neighbours.macOf(request.address);
  const isPhone =
    neighbour === null ? await isPhonesToken(deps, request.mac, token) : neighbour === request.mac;
  const isSeenFromHere = lastSeen === null || isSameAddress(lastSeen.address, request.address);
  const mayBePhone = isPhone || (neighbour === null && (isSeenFromHere || isInside));
  if (!mayBePhone) return known;
  const isOfAdmin = known.linkTokenId !== null && known.brand !== request.brand;
  const isPossible = !isOfOtherMaker(deps, known, request);
  const wasOutside = lastSeen !== null && !isInNetworks(lastSeen.address, internalNetworks);
  const acceptsClaims =
    !isOfAdmin && isPossible && (isPhone || known.model === null || (isInside && wasOutside));
  const { brand, model, firmware } = acceptsClaims ? request : known;
  return recordPhone(deps, { ...request, brand, model, firmware }, token);
}

/** Whether this is the page token that the phone got in exchange for the token of its last session. */
async function isPhonesToken(deps: DeskDeps, mac: Mac, token: Token | null): Promise<boolean> {
  if (token?.kind !== 'page') return false;
  const last = await deps.store.lastVerifiedSessionAt(mac);
  return last !== null && isTokenSince(deps, last, token);
}

/** Renders the default login for the claimed brand and model. It contains no secret of the real phone. */
export function withClaims(phone: Phone, { brand, model }: FetchRequest): Phone {
  return { ...phone, brand, model: model ?? (phone.brand === brand ? phone.model : null) };
}

function recordPhone(deps: DeskDeps, request: FetchRequest, token: Token | null): Promise<Phone> {
  const lastSeen = { at: deps.clock(), address: request.address };
  const { mac, brand, model, firmware } = request;
  const linkUsed = token?.kind === 'link';
  return deps.store.recordPhone({ mac, brand, model, firmware, lastSeen, linkUsed });
}

import type { Mac } from '../../lib/mac';
import type { DeskDeps } from '../deps';
import { findKnownPhone } from '../passwords/known-phone';
import { identifyToken } from './identify-token';
import { tokenAuthorises } from './proofs';

/** Where a request for a file comes from, and what it claims. */
export interface FileSource {
  readonly mac: Mac | null;
  readonly tokenText: string | null;
  readonly address: string;
}

/** A phone that is known by its token, or by its address only. */
export interface KnownFileSource {
  readonly mac: Mac;
  readonly by: 'token' | 'address';
}

/** The known phone behind a request for a file; null for a stranger. A MAC alone proves nothing. */
export async function findKnownFileSource(
  deps: DeskDeps,
  source: FileSource,
): Promise<KnownFileSource | null> {
  const { tokenText, address } = source;
  const token = tokenText === null ? null : await identifyToken(deps, tokenText);
  const mac = token?.mac ?? source.mac;
  if (mac === null) return null;
  // A phone may fetch the config of its first login, which is not verified yet.
  const session = token && (await deps.store.activeSessionAt(mac));
  if (session && tokenAuthorises(deps, session, token, address)) return { mac, by: 'token' };
  return (await findKnownPhone(deps, { mac, address, token })) && { mac, by: 'address' };
}

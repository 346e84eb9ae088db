import type { DeskDeps } from '../deps';
import type { Phone, Session, Token } from '../model';
import type { DeskSettings } from '../settings';
import { identifyToken } from './identify-token';
import { tokenAuthorises } from './proofs';
import { templateFor } from './resolve-config';

/** The phone behind the token in a screen URL. */
export interface TokenHolder {
  readonly token: Token;
  readonly phone: Phone;
  readonly settings: DeskSettings;
  /** The session that this token may show and end; null for other requests under the same MAC. */
  readonly session: Session | null;
  /** The language tag in the template of the session; null if it has none. */
  readonly language: string | null;
}

/** Finds the phone behind a token in a screen URL; null if the token is unknown or expired. */
export async function authenticateToken(
  deps: DeskDeps,
  text: string,
  address: string,
  settings: DeskSettings,
): Promise<TokenHolder | null> {
  const token = await identifyToken(deps, text);
  const phone = token && (await deps.store.phone(token.mac));
  if (!token || !phone) return null;
  const session = await deps.store.activeSessionAt(token.mac);
  if (!session || !tokenAuthorises(deps, session, token, address))
    return { token, phone, settings, session: null, language: null };
  const { template } = await templateFor(deps, phone, session.extension);
  return { token, phone, settings, session, language: template?.settings.language ?? null };
}

import type { DeskDeps } from '../deps';
import type { Phone, Session, Token } from '../model';
import type { DeskSettings } from '../settings';
import { templateFor } from './resolve-config';
import { findToken, tokenAuthorises } from './tokens';

/** The phone behind the token of a screen's URL. */
export interface TokenHolder {
  readonly token: Token;
  readonly phone: Phone;
  readonly settings: DeskSettings;
  /** The session that this token may see and end; null for everybody else at the same MAC. */
  readonly session: Session | null;
  /** The language tag of the template that its session uses; null when it says none. */
  readonly language: string | null;
}

/** Whose screens these are; null for a token that we do not know (any more). */
export async function authenticateToken(
  deps: DeskDeps,
  text: string,
  address: string,
  settings: DeskSettings,
): Promise<TokenHolder | null> {
  const token = await findToken(deps, text);
  const phone = token && (await deps.store.phone(token.mac));
  if (!token || !phone) return null;
  const session = await deps.store.activeSessionAt(token.mac);
  if (!session || !tokenAuthorises(deps, session, token.id, address))
    return { token, phone, settings, session: null, language: null };
  const { template } = await templateFor(deps, phone, session.extension);
  return { token, phone, settings, session, language: template?.settings.language ?? null };
}

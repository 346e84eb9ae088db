import type { DeskDeps } from '../deps';
import type { Token } from '../model';
import { findToken } from './tokens';

/**
 * The token of a request; null if we never issued it. A link is trusted only until its first use, which is therefore recorded
 * before anything is decided: users may see the link from then on, whatever else the request is worth.
 */
export async function identifyToken(
  deps: Pick<DeskDeps, 'store' | 'tokenKey' | 'log'>,
  text: string,
): Promise<Token | null> {
  const token = await findToken(deps, text);
  if (token?.kind === 'link' && !(await deps.store.recordLinkUse(token.id)))
    deps.log.warn(
      { event: 'phone.link-use-not-recorded', mac: token.mac },
      'cannot record that a link was used: the database accepts no changes now',
    );
  return token;
}

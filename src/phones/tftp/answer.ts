import { isInNetworks } from '../../lib/ip';
import { isExemptFromLogin } from '../http/auth/login-exemption';
import type { InternalSources } from '../http/internal-sources';
import { createRequestSettings, type KnownSettings, withLastKnownSettings } from '../http/request-settings';
import { identifyFile } from '../provisioning/requested-file';
import { type FileDeps, serveFile } from '../provisioning/serve-file';
import type { TftpAnswer } from './server';

export interface TftpAnswerDeps extends FileDeps {
  readonly settings: () => Promise<KnownSettings>;
  /** Shared with the phone server. */
  readonly sources?: InternalSources;
}

/**
 * Answers TFTP requests with the same files as HTTP, for the same proof, which can only be the address: TFTP has no
 * tokens, logins or handshake. Requests from outside `internalNetworks` get no answer, because an address proves nothing
 * there. Files that HTTP protects with a login are refused.
 */
export function createTftpAnswer(deps: TftpAnswerDeps) {
  const readSettings = withLastKnownSettings(deps.settings);
  return async (requested: string, source: string): Promise<TftpAnswer> => {
    const settings = createRequestSettings(readSettings);
    const { internalNetworks, provisioningAuth } = await settings.lastKnown();
    deps.sources?.follow(internalNetworks);
    if (!isInNetworks(source, internalNetworks)) return { kind: 'ignored' };
    // Some phones add a leading slash. We serve no file in a subfolder.
    const file = requested.replace(/^\//, '');
    const identity = identifyFile(deps.brandRegistry.brands, file, '');
    const needsLogin = provisioningAuth !== 'none' && identity !== null && identity.role !== 'absent';
    if (needsLogin && !(await isExemptFromLogin(deps, { identity, settings, source })))
      return { kind: 'forbidden' };
    const answer = await serveFile(deps, { file, identity, settings, tokenText: null, source, host: null });
    // No answer: phones take an error for the end of their config.
    if (answer.kind === 'too-many' || answer.kind === 'later') return { kind: 'ignored' };
    return answer.kind === 'absent' ? { kind: 'not-found' } : answer;
  };
}

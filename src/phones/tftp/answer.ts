import { isInNetworks } from '../../lib/ip';
import { createRequestSettings, type KnownSettings, rememberLast } from '../http/request-settings';
import { identityOf } from '../provisioning/asked-file';
import { type FileDeps, serveFile } from '../provisioning/serve-file';
import type { TftpAnswer } from './server';

export interface TftpAnswerDeps extends FileDeps {
  readonly settings: () => Promise<KnownSettings>;
}

/**
 * Finds what a phone gets by TFTP: the same as by HTTP, and by the same proof, which can only be its address. TFTP knows
 * no tokens, no logins and no handshake. So it answers nobody outside `internalNetworks`, where an address proves nothing,
 * and gives no file that HTTP would give only after a login.
 */
export function createTftpAnswer(deps: TftpAnswerDeps) {
  const readSettings = rememberLast(deps.settings);
  return async (asked: string, source: string): Promise<TftpAnswer> => {
    const settings = createRequestSettings(readSettings);
    const { internalNetworks, provisioningAuth } = await settings.lastKnown();
    if (!isInNetworks(source, internalNetworks)) return { kind: 'nothing' };
    // Some phones ask from the root. What has any other folder in it is no file of ours.
    const file = asked.replace(/^\//, '');
    const identity = identityOf(deps.brandRegistry.brands, file, '');
    const mustLogIn = provisioningAuth !== 'none' && identity?.brand.httpAuth !== 'none';
    if (identity && mustLogIn && identity.role !== 'absent') return { kind: 'forbidden' };
    const answer = await serveFile(deps, { file, identity, settings, tokenText: null, source, host: null });
    if (answer.kind === 'too-many') return { kind: 'nothing' };
    return answer.kind === 'absent' ? { kind: 'not-found' } : answer;
  };
}

import type { Request, RequestHandler, Response } from 'express';
import type { Desk } from '../../../desk/desk';
import type { Clock } from '../../../desk/ports/clock';
import type { Log } from '../../../desk/ports/log';
import type { DeskSettings } from '../../../desk/settings';
import type { BrandRegistry } from '../../brands/registry';
import type { FetchRateLimiter } from '../fetch-rate-limiter';
import { contextOf, type RequestContext } from '../request-context';
import { sourceAddressOf } from '../source-address';
import { throttleResponse } from '../throttle';
import { BASIC_CHALLENGE, verifyBasic } from './basic';
import { digestChallenge, verifyDigest } from './digest';
import { type Decrypt, type LoginVerdict, type ProvisioningLogin, provisioningLoginOf } from './login';
import { isExemptFromLogin } from './login-exemption';
import { limitLogins } from './login-limit';
import { createNonces, type Nonces } from './nonces';

interface LoginDeps {
  readonly desk: Pick<Desk, 'findKnownFileSource' | 'storedBrandOf' | 'turnAway'>;
  readonly brandRegistry: Pick<BrandRegistry, 'fitsMac'>;
  readonly decrypt: Decrypt;
  readonly nonceKey: Buffer;
  readonly rateLimiter: FetchRateLimiter;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

/**
 * Requires an HTTP login for files where the settings demand it. A source that tries passwords collects penalties and is
 * then throttled without a check, except for phones that are known by their token or address: see login-limit.ts.
 */
export function requireLogin(deps: LoginDeps): RequestHandler {
  const nonces = createNonces(deps.nonceKey, deps.clock);
  const limit = limitLogins(deps);
  return async (request, response, next) => {
    const context = contextOf(response);
    const settings = await context.settings.lastKnown();
    const address = sourceAddressOf(request);
    const scheme = await schemeFor(deps, settings, context, address);
    if (scheme === 'none') return next();
    const login = provisioningLoginOf(settings, deps.decrypt);
    if (!login) throw new Error('provisioningPassword cannot be decrypted with this key; set it again');
    // Phones ask without a login first, and answer the challenge.
    if (request.get('Authorization') === undefined) return challenge(response, scheme, nonces, false);
    const { token } = request.params;
    const mac = context.identity?.mac ?? null;
    const recordWrong = await limit.admit({
      mac,
      tokenText: token === undefined ? null : String(token),
      address,
    });
    if (!recordWrong) return throttleResponse(deps, response);
    const verdict = verify(scheme, request, login, nonces);
    if (verdict === 'right') return next();
    if (verdict === 'wrong') {
      deps.log.debug({ event: 'provisioning-login.refused', source: address }, 'wrong provisioning login');
      recordWrong();
      const brand = context.identity?.brand.id ?? null;
      await deps.desk.turnAway({ reason: 'wrong-login', mac, brand, address });
      if (deps.rateLimiter.isUsedUp(address, 'wrong-login')) return throttleResponse(deps, response);
    }
    challenge(response, scheme, nonces, verdict === 'stale');
  };
}

/** A phone never gets a scheme that its brand does not support. Who only claims a brand gets the scheme of the settings. */
async function schemeFor(
  deps: LoginDeps,
  { provisioningAuth }: DeskSettings,
  { identity, settings }: RequestContext,
  source: string,
): Promise<'none' | 'basic' | 'digest'> {
  if (provisioningAuth === 'none' || identity === null) return provisioningAuth;
  if (await isExemptFromLogin(deps, { identity, settings, source })) return 'none';
  return identity.brand.httpAuth === 'basic' ? 'basic' : provisioningAuth;
}

function verify(
  scheme: 'basic' | 'digest',
  request: Request,
  login: ProvisioningLogin,
  nonces: Nonces,
): LoginVerdict {
  const header = request.get('Authorization');
  if (scheme === 'basic') return verifyBasic(header, login);
  return verifyDigest(header, { method: request.method, target: request.originalUrl }, login, nonces);
}

function challenge(response: Response, scheme: 'basic' | 'digest', nonces: Nonces, stale: boolean): void {
  const value = scheme === 'basic' ? BASIC_CHALLENGE : digestChallenge(nonces, stale);
  response.status(401).set('WWW-Authenticate', value).type('text/plain').send('login required\n');
}

import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../../desk/ports/clock';
import type { Log } from '../../../desk/ports/log';
import type { DeskSettings } from '../../../desk/settings';
import type { Brand } from '../../brands/brand';
import type { FetchRateLimiter } from '../fetch-rate-limiter';
import { contextOf } from '../request-context';
import { addressOf } from '../source-address';
import { throttle } from '../throttle';
import { BASIC_CHALLENGE, judgeBasic } from './basic';
import { digestChallenge, judgeDigest } from './digest';
import { type Decrypt, type ProvisioningLogin, provisioningLoginOf } from './login';
import { createNonces, type Nonces } from './nonces';
import type { Verdict } from './verdict';

interface LoginDeps {
  readonly decrypt: Decrypt;
  readonly nonceKey: Buffer;
  readonly rateLimiter: FetchRateLimiter;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

/**
 * Where the settings demand it, lets only those fetch files who log in by HTTP. Whoever tries passwords uses up his
 * budget, and is then slowed; a phone that knows the login never is.
 */
export function requireLogin(deps: LoginDeps): RequestHandler {
  const nonces = createNonces(deps.nonceKey, deps.clock);
  return async (request, response, next) => {
    const context = contextOf(response);
    const settings = await context.settings.lastKnown();
    const scheme = schemeFor(settings, context.identity?.brand ?? null);
    if (scheme === 'none') return next();
    const login = provisioningLoginOf(settings, deps.decrypt);
    if (!login) throw new Error('the provisioning password cannot be read with this key; set it again');
    const verdict = judge(scheme, request, login, nonces);
    if (verdict === 'right') return next();
    if (verdict === 'wrong') {
      const source = addressOf(request);
      deps.log.debug({ source }, 'a wrong provisioning login');
      deps.rateLimiter.penalize(source, 'wrong-login');
      if (deps.rateLimiter.isUsedUp(source)) return throttle(deps, response);
    }
    challenge(response, scheme, nonces, verdict === 'stale');
  };
}

/** No brand is asked for more than it can. A file that no brand asks for is asked for what the settings say. */
function schemeFor({ provisioningAuth }: DeskSettings, brand: Brand | null): 'none' | 'basic' | 'digest' {
  if (provisioningAuth === 'none' || brand === null) return provisioningAuth;
  return brand.httpAuth === 'digest' ? provisioningAuth : brand.httpAuth;
}

function judge(
  scheme: 'basic' | 'digest',
  request: Request,
  login: ProvisioningLogin,
  nonces: Nonces,
): Verdict {
  const header = request.get('Authorization');
  const asked = { method: request.method, target: request.originalUrl };
  return scheme === 'basic' ? judgeBasic(header, login) : judgeDigest(header, asked, login, nonces);
}

function challenge(response: Response, scheme: 'basic' | 'digest', nonces: Nonces, stale: boolean): void {
  const value = scheme === 'basic' ? BASIC_CHALLENGE : digestChallenge(nonces, stale);
  response.status(401).set('WWW-Authenticate', value).type('text/plain').send('log in first\n');
}

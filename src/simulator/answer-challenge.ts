import { answerChallenge, parseChallenge } from './sip/digest';

/** The Authorization header for a 401; null without a login or for an unsupported challenge. */
export function answerHttpChallenge(
  challenge: string,
  login: { readonly user: string; readonly password: string } | null,
  request: { readonly method: string; readonly uri: string },
): string | null {
  if (login === null || login.user === '') return null;
  if (/^Basic\b/i.test(challenge)) {
    return `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  }
  const digest = parseChallenge(challenge);
  return digest && answerChallenge(digest, { user: login.user, secret: login.password }, request, 1);
}

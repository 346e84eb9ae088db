import type { PhoneConfig } from './brand';

/** The provisioning URL with the login for it inside, for phones that take it from nowhere else; null: none is set. */
export function urlWithLogin({
  provisioningUrl,
  provisioningLogin,
}: Pick<PhoneConfig, 'provisioningUrl' | 'provisioningLogin'>): string | null {
  if (provisioningUrl === null || !provisioningLogin) return provisioningUrl;
  const login = [provisioningLogin.user, provisioningLogin.password].map(encoded).join(':');
  return provisioningUrl.replace('://', () => `://${login}@`);
}

/** An HTTP URL without the login that may stand in it, and that login; null when it is no such URL. */
export function splitUrlLogin(
  said: string,
): { readonly url: string; readonly user: string; readonly password: string } | null {
  const [, scheme, user = '', password = '', rest = ''] =
    /^(https?:\/\/)(?:([^:@/]*):([^@/]*)@)?([^@]+)$/i.exec(said) ?? [];
  if (scheme === undefined) return null;
  return { url: scheme + rest, user: decodeURIComponent(user), password: decodeURIComponent(password) };
}

/** Half of a surrogate pair is no letter, and cannot be encoded. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, ''));
}

import type { PhoneConfig } from './brand';

/** The provisioning URL with the login in it, for phones that take the login from nowhere else; null when there is no URL. */
export function urlWithLogin({
  provisioningUrl,
  provisioningLogin,
}: Pick<PhoneConfig, 'provisioningUrl' | 'provisioningLogin'>): string | null {
  if (provisioningUrl === null || !provisioningLogin) return provisioningUrl;
  const login = [provisioningLogin.user, provisioningLogin.password].map(encoded).join(':');
  return provisioningUrl.replace('://', () => `://${login}@`);
}

/** Splits the login off an HTTP URL; null when the text is not an HTTP URL. */
export function splitUrlLogin(
  text: string,
): { readonly url: string; readonly user: string; readonly password: string } | null {
  const [, scheme, user = '', password = '', rest = ''] =
    /^(https?:\/\/)(?:([^:@/]*):([^@/]*)@)?([^@]+)$/i.exec(text) ?? [];
  if (scheme === undefined) return null;
  return { url: scheme + rest, user: decodeURIComponent(user), password: decodeURIComponent(password) };
}

/** Drops lone surrogates: encodeURIComponent throws on them. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, ''));
}

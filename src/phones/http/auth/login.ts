import type { DeskSettings } from '../../../desk/settings';
import { sameSecret } from '../../../lib/passwords';

/** The user and password that phones send to fetch their files. */
export interface ProvisioningLogin {
  readonly user: string;
  readonly password: string;
}

/** The result of checking an `Authorization` header. `stale`: the right login with an expired digest nonce. */
export type LoginVerdict = 'missing' | 'right' | 'wrong' | 'stale';

/** Longer `Authorization` headers are wrong: no phone sends one. */
export const MAX_HEADER_CHARACTERS = 2_000;

/** Decrypts a setting; null when it was encrypted with another key. */
export type Decrypt = (encrypted: string) => string | null;

/** The login of the settings; null when none is set, or when its password was encrypted with another key. */
export function provisioningLoginOf(
  { provisioningUser: user, provisioningPassword: encrypted }: DeskSettings,
  decrypt: Decrypt,
): ProvisioningLogin | null {
  const password = user === null || encrypted === null ? null : decrypt(encrypted);
  return user === null || password === null ? null : { user, password };
}

/** Compares two logins in constant time. */
export function loginsMatch(a: ProvisioningLogin, b: ProvisioningLogin): boolean {
  const usersMatch = sameSecret(a.user, b.user);
  return sameSecret(a.password, b.password) && usersMatch;
}

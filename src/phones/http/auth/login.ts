import type { DeskSettings } from '../../../desk/settings';
import { sameSecret } from '../../../lib/passwords';

/** What phones log in with for their files. */
export interface ProvisioningLogin {
  readonly user: string;
  readonly password: string;
}

/** Decrypts a setting; null when it was encrypted with another key. */
export type Decrypt = (encrypted: string) => string | null;

/** The login of the settings; null when none is set, or its password was encrypted with another key. */
export function provisioningLoginOf(
  { provisioningUser: user, provisioningPassword: encrypted }: DeskSettings,
  decrypt: Decrypt,
): ProvisioningLogin | null {
  const password = user === null || encrypted === null ? null : decrypt(encrypted);
  return user === null || password === null ? null : { user, password };
}

/** Compares both in a time that does not depend on where they differ. */
export function sameLogin(a: ProvisioningLogin, b: ProvisioningLogin): boolean {
  const sameUser = sameSecret(a.user, b.user);
  return sameSecret(a.password, b.password) && sameUser;
}

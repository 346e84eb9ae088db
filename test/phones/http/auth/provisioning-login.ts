import type { DeskSettings } from '../../../../src/desk/settings';
import { ENCRYPTOR } from '../../../test-app';

export const PASSWORD = 'a-long-password';

/** The login that phones need where `provisioningAuth` demands one. */
export const LOGIN: Partial<DeskSettings> = {
  provisioningUser: 'phones',
  provisioningPassword: ENCRYPTOR.encrypt(PASSWORD),
};

import { ConfigError } from './config-error';
import type { GivenSettings } from './environment';
import { SETTINGS } from './settings';

/**
 * Where the TFTP server listens; null: no TFTP. Errors: ConfigError when only its address is set, or when client
 * certificates are required, which TFTP does not support.
 */
export function tftpListenerOf(
  { tftpPort, tftpBind, phonesClientCert }: GivenSettings,
  phonesBind: string,
): { readonly bind: string; readonly port: number } | null {
  if (tftpPort === null) {
    if (tftpBind !== null)
      throw new ConfigError(`${SETTINGS.tftpBind.name} needs ${SETTINGS.tftpPort.name}.`);
    return null;
  }
  if (phonesClientCert === 'required') {
    const [tftp, certificates] = [SETTINGS.tftpPort.name, SETTINGS.phonesClientCert.name];
    throw new ConfigError(`${tftp} cannot be used with ${certificates}=required: TFTP has no certificates.`);
  }
  return { bind: tftpBind ?? phonesBind, port: tftpPort };
}

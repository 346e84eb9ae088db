import { ConfigError } from './config-error';
import type { GivenSettings } from './environment';
import { SETTINGS } from './settings';

/**
 * Where TFTP is listened for; null: nowhere. Errors: ConfigError, when only its address is given, or phones must show
 * certificates, which nobody can by TFTP.
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
    throw new ConfigError(
      `${tftp} cannot stand beside ${certificates}=required: TFTP knows no certificates.`,
    );
  }
  return { bind: tftpBind ?? phonesBind, port: tftpPort };
}

import { ConfigError } from '../config/config-error';
import type { Log } from '../desk/ports/log';
import { errorCodeOrText } from '../lib/errors';
import { openTftpServer, type TftpServer, type TftpServerDeps } from '../phones/tftp/server';
import type { TftpListenerConfig } from './config';

/** Opens the TFTP listener. Errors: ConfigError when it cannot bind to the address or port. */
export async function openTftpListener(
  listener: TftpListenerConfig,
  { answer, sourceOf }: Required<Pick<TftpServerDeps, 'answer' | 'sourceOf'>>,
  log: Log,
): Promise<TftpServer> {
  try {
    return await openTftpServer({ ...listener, answer, sourceOf, log });
  } catch (error) {
    const { bind, port } = listener;
    const reason = errorCodeOrText(error);
    throw new ConfigError(`HOTDESK_TFTP_PORT (${bind}:${port}) cannot be opened: ${reason}.`, {
      cause: error,
    });
  }
}

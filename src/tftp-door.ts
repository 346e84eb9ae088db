import { ConfigError, type TftpDoor } from './config';
import { createTftpAnswer, type TftpAnswerParts } from './phones/tftp/answer';
import { openTftpServer, type TftpServer } from './phones/tftp/server';

/** Opens the TFTP door. Errors: ConfigError, when the address or port cannot be had. */
export async function openTftpDoor(door: TftpDoor, parts: TftpAnswerParts): Promise<TftpServer> {
  try {
    return await openTftpServer({ ...door, answer: createTftpAnswer(parts), log: parts.log });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : String(error);
    throw new ConfigError(`HOTDESK_TFTP_PORT (${door.bind}:${door.port}) cannot be listened on: ${code}.`, {
      cause: error,
    });
  }
}

import { ConfigError } from '../../config/config-error';

/** A backup or a restore is refused. The message is one sentence that says what to do and contains no secret. */
export class BackupError extends ConfigError {
  override readonly name = 'BackupError';
}

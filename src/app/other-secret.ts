import path from 'node:path';
import { ConfigError } from '../config/config-error';
import { SECRET_FILE } from './token-key';

/**
 * The tables belong to another secret. With this one no phone that is logged in would be known, so the service does not
 * start: the phones keep their configs meanwhile.
 */
export function otherSecret({
  secret,
  dataDir,
}: {
  readonly secret: string | null;
  readonly dataDir: string;
}): ConfigError {
  const [ours, remedy] =
    secret === null
      ? [path.join(dataDir, SECRET_FILE), 'restore that file from a backup']
      : ['HOTDESK_SECRET', 'set it to that of before, or of the other instances'];
  return new ConfigError(
    `The tables in the database belong to another secret than ${ours}: ${remedy}; or accept this one with ` +
      '`hotdesk adopt-secret`, which logs out every phone.',
  );
}

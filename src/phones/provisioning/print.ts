import { createHash } from 'node:crypto';
import type { LoggedIn } from '../../desk/serve';
import { type RenderParts, renderConfig } from './render';

/** Stand in for the ports of an instance: the same config must have the same print at each of several. */
const ANY_PORTS = { http: 1, https: 1 };

/** The fingerprint of a session's config: SHA-256 of the bytes that its phone gets. */
export function printOf(parts: Omit<RenderParts, 'listening'>, serving: LoggedIn): string {
  const { bytes } = renderConfig({ ...parts, listening: () => ANY_PORTS }, serving, {
    host: null,
    address: '',
  });
  return createHash('sha256').update(bytes).digest('hex');
}

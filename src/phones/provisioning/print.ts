import { createHash } from 'node:crypto';
import type { LoggedIn } from '../../desk/serve';
import { type PhonesPorts, schemeOf } from '../urls';
import { type RenderParts, renderConfig } from './render';

/**
 * The usual ports stand in for those of an instance that listens elsewhere: the same config must have the same hash at each
 * of several instances.
 */
const USUAL_PORTS: PhonesPorts = { http: 8480, https: 8443 };

/** The fingerprint of a session's config: SHA-256 of the bytes that its phone gets from an instance on the usual ports. */
export function printOf(parts: Omit<RenderParts, 'listening'>, serving: LoggedIn): string {
  const rendered = renderConfig({ ...parts, listening: () => USUAL_PORTS }, serving, {
    host: null,
    address: '',
  });
  return sha256(rendered.bytes);
}

/** The same for a config that was rendered just now: it is rendered again only where its URLs name unusual ports. */
export function printOfRendered(parts: RenderParts, serving: LoggedIn, bytes: Buffer): string {
  const here = schemeOf(serving.settings, parts.listening());
  const usual = schemeOf(serving.settings, USUAL_PORTS);
  const isUsual = here.scheme === usual.scheme && here.port === usual.port;
  return isUsual ? sha256(bytes) : printOf(parts, serving);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

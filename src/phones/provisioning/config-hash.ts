import { createHash } from 'node:crypto';
import type { LoggedInDecision } from '../../desk/provisioning/config-decision';
import { type PhonesPorts, schemeOf } from '../urls';
import { type RenderDeps, renderConfig } from './render';

/**
 * The usual ports stand in for those of an instance that listens elsewhere: the same config must have the same hash at each
 * of several instances.
 */
const USUAL_PORTS: PhonesPorts = { http: 8480, https: 8443 };

/** The fingerprint of a session's config: SHA-256 of the bytes that its phone gets from an instance on the usual ports. */
export function configHashOf(deps: Omit<RenderDeps, 'listening'>, decision: LoggedInDecision): string {
  const rendered = renderConfig({ ...deps, listening: () => USUAL_PORTS }, decision, {
    host: null,
    address: '',
  });
  return sha256(rendered.bytes);
}

/** The same for a config that was rendered just now: it is rendered again only where its URLs name unusual ports. */
export function printOfRendered(deps: RenderDeps, decision: LoggedInDecision, bytes: Buffer): string {
  const here = schemeOf(decision.settings, deps.listening());
  const usual = schemeOf(decision.settings, USUAL_PORTS);
  const isUsual = here.scheme === usual.scheme && here.port === usual.port;
  return isUsual ? sha256(bytes) : configHashOf(deps, decision);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

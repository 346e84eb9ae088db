import { createHash } from 'node:crypto';
import type { ConfigDecision, LoggedInDecision } from '../../desk/provisioning/config-decision';
import { isInNetworks } from '../../lib/ip';
import { adminLayers } from '../brands/custom';
import type { BrandRegistry } from '../brands/registry';
import { type Decrypt, provisioningLoginOf } from '../http/auth/login';
import { createUrls, type PhonesPorts, urlSchemeAndPort } from '../urls';
import { buildDefaultLogin, buildParameters, buildSessionConfig, type FetchOrigin } from './build-config';
import { FORMAT_WRITERS } from './formats';

export interface RenderDeps {
  readonly brandRegistry: BrandRegistry;
  /** The ports of the phone server. */
  readonly listening: () => PhonesPorts;
  readonly decrypt: Decrypt;
}

type RenderableDecision = Exclude<ConfigDecision, { kind: 'absent' | 'withheld' }>;

/** Renders a phone's config file. The same state gives the same bytes, another state gives other bytes. */
export function renderConfig(
  deps: RenderDeps,
  decision: RenderableDecision,
  origin: FetchOrigin,
): { bytes: Buffer; contentType: string } {
  const brand = deps.brandRegistry.get(decision.phone.brand);
  const model = deps.brandRegistry.model(decision.phone);
  const urls = createUrls(decision.settings, deps.listening());
  const token = decision.token.text;
  const config =
    decision.kind === 'logged-in'
      ? buildSessionConfig({ ...decision, via: decision.session.via }, model, urls, token)
      : buildDefaultLogin(decision, model, urls, token, origin);
  const provisioningLogin = mayGetLogin(decision, origin)
    ? provisioningLoginOf(decision.settings, deps.decrypt)
    : null;
  const layers = [...adminLayers(brand, decision.phone.model), ...overridesOf(decision)];
  const parameters = buildParameters(brand, model, { ...config, provisioningLogin }, layers);
  return { bytes: FORMAT_WRITERS[brand.format](parameters), contentType: brand.contentType };
}

/**
 * Whether the config may contain the provisioning login: for phones that have just sent it, that get an account anyway,
 * or that are inside. Inside phones get it before an admin demands it, so that they can still fetch afterwards.
 */
function mayGetLogin(decision: RenderableDecision, { address }: FetchOrigin): boolean {
  const { settings } = decision;
  if (settings.provisioningAuth !== 'none' || decision.kind === 'logged-in') return true;
  return isInNetworks(address, settings.internalNetworks);
}

/** The template's overrides, then the mapping's, which win. */
function overridesOf(decision: ConfigDecision): Readonly<Record<string, string>>[] {
  if (decision.kind !== 'logged-in') return [];
  const { template, mapping } = decision.choice;
  return [template?.overrides ?? {}, mapping?.overrides ?? {}];
}

/** Used for hashes in place of the real ports: several instances on different ports must compute the same hash. */
const DEFAULT_PORTS: PhonesPorts = { http: 8480, https: 8443 };

/** The config hash of a session: SHA-256 of the bytes that an instance on the default ports sends. */
export function configHashOf(deps: Omit<RenderDeps, 'listening'>, decision: LoggedInDecision): string {
  const rendered = renderConfig({ ...deps, listening: () => DEFAULT_PORTS }, decision, {
    host: null,
    address: '',
  });
  return sha256(rendered.bytes);
}

/** `configHashOf` for a config that is rendered already; renders again only when its URLs have other ports. */
export function configHashOfRendered(deps: RenderDeps, decision: LoggedInDecision, bytes: Buffer): string {
  const actual = urlSchemeAndPort(decision.settings, deps.listening());
  const byDefault = urlSchemeAndPort(decision.settings, DEFAULT_PORTS);
  const isSame = actual.scheme === byDefault.scheme && actual.port === byDefault.port;
  return isSame ? sha256(bytes) : configHashOf(deps, decision);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

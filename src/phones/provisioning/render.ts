import type { Desk } from '../../desk/desk';
import type { ConfigDecision } from '../../desk/provisioning/config-decision';
import { isInNetworks } from '../../lib/ip';
import { adminLayers } from '../brands/custom';
import type { BrandRegistry } from '../brands/registry';
import { type Decrypt, type ProvisioningLogin, provisioningLoginOf } from '../http/auth/login';
import { createUrls, type PhonesPorts } from '../urls';
import { buildDefaultLogin, buildSessionConfig, type CameBy, parametersOf } from './build-config';
import { FORMAT_WRITERS } from './formats';

export interface RenderDeps {
  readonly desk: Pick<Desk, 'tokenTextOf'>;
  readonly brandRegistry: BrandRegistry;
  /** The ports that the phone server listens on. */
  readonly listening: () => PhonesPorts;
  readonly decrypt: Decrypt;
}

type Served = Exclude<ConfigDecision, { kind: 'absent' }>;

/** The bytes that a fetch gets. Same state, same bytes; another state, other bytes. */
export function renderConfig(
  deps: RenderDeps,
  decision: Served,
  cameBy: CameBy,
): { bytes: Buffer; contentType: string } {
  const brand = deps.brandRegistry.get(decision.phone.brand);
  const model = deps.brandRegistry.model(decision.phone);
  const urls = createUrls(decision.settings, deps.listening());
  const token = deps.desk.tokenTextOf(decision.token);
  const config =
    decision.kind === 'logged-in'
      ? buildSessionConfig({ ...decision, via: decision.session.via }, model, urls, token)
      : buildDefaultLogin(decision, model, urls, token, cameBy);
  const provisioningLogin = mayLearnLogin(decision, cameBy) ? loginOf(deps, decision) : null;
  const layers = [...adminLayers(brand, decision.phone.model), ...overridesOf(decision)];
  const parameters = parametersOf(brand, model, { ...config, provisioningLogin }, layers);
  return { bytes: FORMAT_WRITERS[brand.format](parameters), contentType: brand.contentType };
}

function loginOf({ decrypt }: RenderDeps, { settings }: Served): ProvisioningLogin | null {
  return provisioningLoginOf(settings, decrypt);
}

/**
 * Who may learn the login with which phones fetch their files: who has just shown it, who may have an account, and
 * phones inside, so that they know it before an admin demands it.
 */
function mayLearnLogin(decision: Served, { address }: CameBy): boolean {
  const { settings } = decision;
  if (settings.provisioningAuth !== 'none' || decision.kind === 'logged-in') return true;
  return isInNetworks(address, settings.internalNetworks);
}

/** The template's overrides, and the mapping's own on top of them. */
function overridesOf(decision: ConfigDecision): Readonly<Record<string, string>>[] {
  if (decision.kind !== 'logged-in') return [];
  const { template, mapping } = decision.choice;
  return [template?.overrides ?? {}, mapping?.overrides ?? {}];
}

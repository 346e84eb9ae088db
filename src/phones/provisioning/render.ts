import type { Desk } from '../../desk/desk';
import type { Serving } from '../../desk/serve';
import { isInNetworks } from '../../lib/ip';
import { type Decrypt, type ProvisioningLogin, provisioningLoginOf } from '../auth/login';
import type { Catalogue } from '../catalogue';
import { adminLayers } from '../own-brands';
import { createUrls, type PhonesPorts } from '../urls';
import { buildDefaultLogin, buildSessionConfig, type CameBy, parametersOf } from './build-config';
import { FORMAT_WRITERS } from './formats';

export interface RenderParts {
  readonly desk: Pick<Desk, 'textOf'>;
  readonly catalogue: Catalogue;
  /** The ports that the phones' door listens on. */
  readonly listening: () => PhonesPorts;
  readonly decrypt: Decrypt;
}

type Served = Exclude<Serving, { kind: 'absent' }>;

/** The bytes that a fetch gets. Same state, same bytes; another state, other bytes. */
export function renderConfig(
  parts: RenderParts,
  serving: Served,
  cameBy: CameBy,
): { bytes: Buffer; contentType: string } {
  const brand = parts.catalogue.get(serving.phone.brand);
  const model = parts.catalogue.model(serving.phone);
  const urls = createUrls(serving.settings, parts.listening());
  const token = parts.desk.textOf(serving.token);
  const config =
    serving.kind === 'logged-in'
      ? buildSessionConfig({ ...serving, via: serving.session.via }, model, urls, token)
      : buildDefaultLogin(serving, model, urls, token, cameBy);
  const provisioningLogin = mayLearnLogin(serving, cameBy) ? loginOf(parts, serving) : null;
  const layers = [...adminLayers(brand, serving.phone.model), ...overridesOf(serving)];
  const parameters = parametersOf(brand, model, { ...config, provisioningLogin }, layers);
  return { bytes: FORMAT_WRITERS[brand.format](parameters), contentType: brand.contentType };
}

function loginOf({ decrypt }: RenderParts, { settings }: Served): ProvisioningLogin | null {
  return provisioningLoginOf(settings, decrypt);
}

/**
 * Who may learn the login with which phones fetch their files: who has just shown it, who may have an account, and
 * phones inside, so that they know it before an admin demands it.
 */
function mayLearnLogin(serving: Served, { address }: CameBy): boolean {
  const { settings } = serving;
  if (settings.provisioningAuth !== 'none' || serving.kind === 'logged-in') return true;
  return isInNetworks(address, settings.internalNetworks);
}

/** The template's overrides, and the mapping's own on top of them. */
function overridesOf(serving: Serving): Readonly<Record<string, string>>[] {
  if (serving.kind !== 'logged-in') return [];
  const { template, mapping } = serving.choice;
  return [template?.overrides ?? {}, mapping?.overrides ?? {}];
}

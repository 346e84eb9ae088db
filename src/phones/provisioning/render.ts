import type { Desk } from '../../desk/desk';
import type { Serving } from '../../desk/serve';
import type { Catalogue } from '../catalogue';
import { createUrls } from '../urls';
import { buildDefaultLogin, buildSessionConfig, type CameBy, parametersOf } from './build-config';
import { FORMAT_WRITERS } from './formats';

export interface RenderParts {
  readonly desk: Pick<Desk, 'textOf'>;
  readonly catalogue: Catalogue;
  /** The port that the phones' door listens on. */
  readonly listeningPort: () => number;
}

/** The bytes that a fetch gets. Same state, same bytes; another state, other bytes. */
export function renderConfig(
  parts: RenderParts,
  serving: Exclude<Serving, { kind: 'absent' }>,
  cameBy: CameBy,
): { bytes: Buffer; contentType: string } {
  const brand = parts.catalogue.get(serving.phone.brand);
  const model = parts.catalogue.model(serving.phone);
  const urls = createUrls(serving.settings, parts.listeningPort());
  const token = parts.desk.textOf(serving.token);
  const config =
    serving.kind === 'logged-in'
      ? buildSessionConfig({ ...serving, via: serving.session.via }, model, urls, token)
      : buildDefaultLogin(serving, model, urls, token, cameBy);
  const parameters = parametersOf(brand, model, config, overridesOf(serving));
  return { bytes: FORMAT_WRITERS[brand.format](parameters), contentType: brand.contentType };
}

/** The template's overrides, and the mapping's own on top of them. */
function overridesOf(serving: Serving): Readonly<Record<string, string>>[] {
  if (serving.kind !== 'logged-in') return [];
  const { template, mapping } = serving.choice;
  return [template?.overrides ?? {}, mapping?.overrides ?? {}];
}

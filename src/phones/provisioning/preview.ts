import { maskMapping, maskTemplate } from '../../desk/mask-secrets';
import type { Phone } from '../../desk/model';
import type { TemplateChoice } from '../../desk/provisioning/choose-template';
import type { ConfigPreview } from '../../desk/provisioning/preview';
import { MASK, maskValues } from '../../lib/mask';
import { adminLayers } from '../brands/custom';
import type { BrandRegistry } from '../brands/registry';
import { createUrls, type PhonesPorts } from '../urls';
import { buildParameters, buildSessionConfig } from './build-config';
import { FORMAT_WRITERS } from './formats';
import { layOutKeys } from './lay-out-keys';

/** A config for an admin to look at: secrets are masked. */
export interface RenderedPreview {
  readonly contentType: string;
  readonly config: string;
  /** Labels of the template's keys that do not fit on this model. */
  readonly omittedKeys: readonly string[];
}

/**
 * Renders the config that a phone would get, with secrets masked: before it is written, so that they are in no format.
 * @param showsAdminValues whether to show the values of vendor parameters and URLs that admins have set.
 */
export function renderPreview(
  brandRegistry: BrandRegistry,
  listening: PhonesPorts,
  preview: ConfigPreview,
  phone: Pick<Phone, 'brand' | 'model'>,
  showsAdminValues: boolean,
): RenderedPreview {
  const brand = brandRegistry.get(phone.brand);
  const model = brandRegistry.model(phone);
  const urls = createUrls(preview.settings, listening);
  const choice = showsAdminValues ? preview.choice : maskChoice(preview.choice);
  const sessionConfig = buildSessionConfig(
    { ...preview, choice, account: { ...preview.account, secret: MASK } },
    model,
    urls,
    MASK,
  );
  const { provisioningUser: user, provisioningPassword } = preview.settings;
  const config = {
    ...sessionConfig,
    phoneAdminPassword: sessionConfig.phoneAdminPassword === null ? null : MASK,
    provisioningLogin: user === null || provisioningPassword === null ? null : { user, password: MASK },
  };
  const { template, mapping } = choice;
  const layers = adminLayers(brand, phone.model);
  const parameters = buildParameters(brand, model, config, [
    ...(showsAdminValues ? layers : layers.map(maskValues)),
    template?.overrides ?? {},
    mapping?.overrides ?? {},
  ]);
  const { leftOut } = layOutKeys(template?.keys ?? [], { kind: 'login', value: '', label: '' }, model);
  return {
    contentType: brand.contentType,
    config: FORMAT_WRITERS[brand.format](parameters).toString('utf8'),
    omittedKeys: leftOut.map((key) => key.label || `${key.kind} ${key.value}`.trim()),
  };
}

function maskChoice(choice: TemplateChoice): TemplateChoice {
  const { template, mapping } = choice;
  return {
    ...choice,
    template: template && maskTemplate(template),
    mapping: mapping && maskMapping(mapping),
  };
}

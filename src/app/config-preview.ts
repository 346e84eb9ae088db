import type { Preview, PreviewQuery } from '../admin/ports/preview';
import type { Desk } from '../desk/desk';
import { isRefusal, type Refusal } from '../desk/refusals';
import { configFileName } from '../phones/brands/brand-facts';
import type { BrandRegistry } from '../phones/brands/registry';
import { renderPreview } from '../phones/provisioning/preview';
import type { PhonesPorts } from '../phones/urls';

interface PreviewParts {
  readonly desk: Pick<Desk, 'previewConfig'>;
  readonly brandRegistry: BrandRegistry;
  readonly listening: () => PhonesPorts;
}

/** The preview of the admin API: what an extension would get at a phone. */
export async function previewForAdmin(
  { desk, brandRegistry, listening }: PreviewParts,
  query: PreviewQuery,
): Promise<Preview | Refusal> {
  const resolved = await desk.previewConfig(query.extension, query);
  if (isRefusal(resolved)) return resolved;
  const { rule, template, mapping } = resolved.choice;
  return {
    rule,
    template: template && { id: template.id, name: template.name },
    mappingId: mapping?.id ?? null,
    device: {
      id: resolved.account.endpoint,
      technology: resolved.account.technology,
      rule: resolved.device.rule,
      passedOver: resolved.device.passedOver,
    },
    file: configFileName(brandRegistry.get(query.brand), query.model, query.mac),
    ...renderPreview(brandRegistry, listening(), resolved, query, query.showsAdminValues),
  };
}

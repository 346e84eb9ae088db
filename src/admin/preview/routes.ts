import type { z } from 'zod';
import type { Refusal } from '../../desk/refusals';
import { isRefusal } from '../../desk/refusals';
import type { Mac } from '../../lib/mac';
import { brandProblem } from '../brands/check';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, isProblem, type Problem, problemOfRefusal } from '../http/problem';
import type { Brands } from '../ports/brands';
import type { Preview, PreviewQuery } from '../ports/preview';
import type { AdminStore } from '../ports/store';
import { previewQuery, previewResponse, toPreviewResponse } from './schema';

interface PreviewDeps {
  readonly store: Pick<AdminStore, 'phone'>;
  readonly brands: Brands;
  preview(query: PreviewQuery): Promise<Preview | Refusal>;
}

export function previewOperations(deps: PreviewDeps): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/preview',
      scope: 'read',
      id: 'previewConfig',
      tag: 'Preview',
      summary: 'Preview the config of an extension at a phone',
      description:
        'Send the `mac` of a known phone, or `brand` with optional `model` and `mac` for any other.',
      query: previewQuery,
      reply: previewResponse,
      problems: [
        'unknown-phone',
        'unknown-brand',
        'unknown-extension',
        'no-sip-account',
        'technology-not-available',
        'address-not-set',
        'pbx-incomplete',
      ],
      async answer({ query, mayManage }) {
        const phone = await phoneOf(deps, query);
        if (isProblem(phone)) return phone;
        const preview = await deps.preview({
          extension: query.extension,
          ...phone,
          showsAdminValues: mayManage,
        });
        return isRefusal(preview) ? problemOfRefusal(preview) : toPreviewResponse(preview);
      },
    }),
  ];
}

/** The phone of the query: a known one by its MAC, or a hypothetical one. */
async function phoneOf(
  { store, brands }: PreviewDeps,
  { mac, brand, model }: z.output<typeof previewQuery>,
): Promise<{ mac: Mac | null; brand: string; model: string | null } | Problem> {
  if (brand !== undefined) {
    const wrong = brandProblem(brands, brand);
    if (wrong) return wrong;
    return { mac: mac ?? null, brand, model: model === undefined ? null : brands.modelOf(brand, model) };
  }
  if (mac === undefined || model !== undefined) {
    const path = mac === undefined ? 'query.mac' : 'query.brand';
    return createProblem('invalid-request', undefined, [{ path, message: 'is required' }]);
  }
  const known = await store.phone(mac);
  return known ? { mac, brand: known.phone.brand, model: known.phone.model } : createProblem('unknown-phone');
}

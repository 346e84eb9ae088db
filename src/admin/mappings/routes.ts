import { z } from 'zod';
import type { Desk } from '../../desk/desk';
import type { Mapping } from '../../desk/model';
import type { Directory } from '../../desk/ports/directory';
import { brandProblem, isListedModel, overridesProblem, overridesView } from '../brands/check';
import { findExtension } from '../extensions/find-extension';
import { auditedMapping, changedNames } from '../http/audited';
import type { ChangeRecord, Changes } from '../http/changes';
import { withoutUndefined } from '../http/changes';
import { auditDifferences } from '../http/differences';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, isProblem, type Problem } from '../http/problem';
import type { Brands } from '../ports/brands';
import type { NewMapping } from '../ports/lists';
import type { AdminStore, AdminTransaction } from '../ports/store';
import { brandText, extensionText, idText, rowId } from '../schemas/common';
import { listOf, pageOf, pagingParameters, toPage } from '../schemas/paging';
import { mappingChange, mappingResponse, newMapping, toMappingResponse } from './schema';

interface MappingDeps {
  readonly store: Pick<AdminStore, 'mappings' | 'mapping' | 'knowsModel'>;
  readonly directory: Pick<Directory, 'extension'>;
  readonly desk: Pick<Desk, 'incompletePbx' | 'isLost'>;
  readonly brands: Brands;
  readonly changes: Changes;
}

const PATH = '/api/v1/mappings';
const ONE = `${PATH}/{id}`;
const tag = 'Mappings';
const params = z.strictObject({ id: idText });

export function mappingOperations(deps: MappingDeps): Operation[] {
  return [
    listMappings(deps),
    createMapping(deps),
    getMapping(deps),
    changeMapping(deps),
    deleteMapping(deps),
  ];
}

function listMappings({ store, brands }: MappingDeps): Operation {
  return defineOperation({
    method: 'get',
    path: PATH,
    scope: 'read',
    id: 'listMappings',
    tag,
    summary: 'List mappings, optionally of one extension or brand',
    query: z.strictObject({
      extension: extensionText.optional(),
      brand: brandText.optional(),
      ...pagingParameters(rowId),
    }),
    reply: listOf(mappingResponse, 'Mappings'),
    problems: [],
    async answer({ query, mayManage }) {
      const page = pageOf(query);
      const { extension, brand } = query;
      return toPage(
        await store.mappings({ extension, brand }, page),
        page,
        (mapping) => toMappingResponse(mapping, overridesView(brands, mapping, mayManage)),
        ({ id }) => id,
      );
    },
  });
}

function createMapping(deps: MappingDeps): Operation {
  return defineOperation({
    method: 'post',
    path: PATH,
    scope: 'manage',
    id: 'createMapping',
    tag,
    summary: 'Map an extension to a template',
    body: newMapping,
    status: 201,
    reply: mappingResponse,
    location: ({ id }) => `${PATH}/${id}`,
    problems: [
      'unknown-brand',
      'unknown-extension',
      'pbx-incomplete',
      'unknown-model',
      'unknown-template',
      'template-of-another-brand',
      'invalid-parameter',
      'mapping-exists',
    ],
    async answer({ body, caller, mayManage }) {
      const { brands, changes } = deps;
      const unknown = brandProblem(brands, body.brand);
      if (unknown) return unknown;
      const extension = await findExtension(deps, body.extension, createProblem('unknown-extension'));
      if (isProblem(extension)) return extension;
      const mapping = { ...body, model: modelOf(brands, body.brand, body.model) };
      const wrong = await modelProblem(deps, mapping);
      if (wrong) return wrong;
      const made = await changes.make(caller, async (tx) => {
        const cannot = await findProblem(brands, tx, mapping);
        if (cannot) return cannot;
        const result = await tx.addMapping(mapping);
        return { result, record: { ...recordOf('mapping-created', result), after: auditedMapping(result) } };
      });
      return isProblem(made) ? made : toMappingResponse(made, overridesView(brands, made, mayManage));
    },
  });
}

function getMapping({ store, brands }: MappingDeps): Operation {
  return defineOperation({
    method: 'get',
    path: ONE,
    scope: 'read',
    id: 'getMapping',
    tag,
    summary: 'Get a mapping',
    params,
    reply: mappingResponse,
    problems: ['not-found'],
    async answer({ params: { id }, mayManage }) {
      const mapping = await store.mapping(id);
      return mapping
        ? toMappingResponse(mapping, overridesView(brands, mapping, mayManage))
        : createProblem('not-found');
    },
  });
}

function changeMapping(deps: MappingDeps): Operation {
  return defineOperation({
    method: 'patch',
    path: ONE,
    scope: 'manage',
    id: 'changeMapping',
    tag,
    summary: 'Change a mapping',
    description: 'Extension and brand of a mapping cannot be changed.',
    params,
    body: mappingChange,
    reply: mappingResponse,
    problems: [
      'not-found',
      'unknown-model',
      'unknown-template',
      'template-of-another-brand',
      'invalid-parameter',
      'mapping-exists',
    ],
    async answer({ params: { id }, body, caller, mayManage }) {
      const { brands, changes, store } = deps;
      const known = await store.mapping(id);
      if (!known) return createProblem('not-found');
      const given = withoutUndefined(body);
      const change =
        given.model === undefined ? given : { ...given, model: modelOf(brands, known.brand, given.model) };
      const wrong = await modelProblem(deps, { brand: known.brand, model: change.model ?? null });
      if (wrong) return wrong;
      const made = await changes.make(caller, async (tx) => {
        const before = await tx.mapping(id);
        if (!before) return createProblem('not-found');
        const result: Mapping = { ...before, ...change };
        const cannot = await findProblem(brands, tx, result);
        if (cannot) return cannot;
        await tx.replaceMapping(result);
        return { result, record: changeRecord(before, result) };
      });
      return isProblem(made) ? made : toMappingResponse(made, overridesView(brands, made, mayManage));
    },
  });
}

function deleteMapping({ changes }: MappingDeps): Operation {
  return defineOperation({
    method: 'delete',
    path: ONE,
    scope: 'manage',
    id: 'deleteMapping',
    tag,
    summary: 'Delete a mapping',
    params,
    status: 204,
    problems: ['not-found'],
    async answer({ params: { id }, caller }) {
      return changes.make(caller, async (tx) => {
        const mapping = await tx.mapping(id);
        if (!mapping) return createProblem('not-found');
        await tx.removeMapping(id);
        return {
          result: null,
          record: { ...recordOf('mapping-deleted', mapping), before: auditedMapping(mapping) },
        };
      });
    },
  });
}

/** The model name as the tables store it, so that it matches what phones of the model report. */
function modelOf(brands: Brands, brand: string, model: string | null): string | null {
  return model === null ? null : brands.modelOf(brand, model);
}

/** A model that is neither listed nor reported by a phone is a typing error: the mapping would never match. */
async function modelProblem(
  { brands, store }: MappingDeps,
  { brand, model }: { readonly brand: string; readonly model: string | null },
): Promise<Problem | null> {
  if (model === null || isListedModel(brands, brand, model)) return null;
  return (await store.knowsModel(brand, model)) ? null : createProblem('unknown-model');
}

async function findProblem(
  brands: Brands,
  tx: AdminTransaction,
  mapping: NewMapping & { readonly id?: number },
): Promise<Problem | null> {
  const template = await tx.template(mapping.templateId);
  if (!template) return createProblem('unknown-template');
  if (template.brand !== mapping.brand) {
    const detail = `The template is for ${template.brand}, the mapping for ${mapping.brand}.`;
    return createProblem('template-of-another-brand', detail);
  }
  const same = await tx.sameMapping(mapping);
  if (same && same.id !== mapping.id) return createProblem('mapping-exists');
  return overridesProblem(brands, mapping.brand, mapping.overrides);
}

function changeRecord(before: Mapping, after: Mapping): ChangeRecord {
  const parameters = changedNames(before.overrides, after.overrides);
  return {
    ...recordOf('mapping-changed', after, parameters.length > 0 ? { parameters } : {}),
    ...auditDifferences(auditedMapping(before), auditedMapping(after)),
  };
}

function recordOf(action: string, mapping: Mapping, details: ChangeRecord['details'] = {}): ChangeRecord {
  return {
    action,
    resource: `${PATH}/${mapping.id}`,
    mac: mapping.mac,
    extension: mapping.extension,
    details: { brand: mapping.brand, template: mapping.templateId, ...details },
  };
}

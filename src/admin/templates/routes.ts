import { z } from 'zod';
import type { Template } from '../../desk/model';
import { brandProblem, overridesProblem, overridesView } from '../brands/check';
import { auditedTemplate, changedNames } from '../http/audited';
import type { ChangeRecord, Changes } from '../http/changes';
import { withoutUndefined } from '../http/changes';
import { auditDifferences } from '../http/differences';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, isProblem, type Problem } from '../http/problem';
import type { Brands } from '../ports/brands';
import type { AdminStore, AdminTransaction } from '../ports/store';
import { brandText, idText } from '../schemas/common';
import { listOf, pageOf, pagingParameters, toPage } from '../schemas/paging';
import { changeOptions, newTemplate, templateChange, templateResponse, toTemplateResponse } from './schema';

interface TemplateDeps {
  readonly store: Pick<AdminStore, 'templates' | 'template'>;
  readonly brands: Brands;
  readonly changes: Changes;
}

const PATH = '/api/v1/templates';
const ONE = `${PATH}/{id}`;
const tag = 'Templates';
const params = z.strictObject({ id: idText });
/** No two templates of a brand share a name. */
const position = z.object({ brand: z.string().max(32), name: z.string().max(64) });

export function templateOperations(deps: TemplateDeps): Operation[] {
  return [
    listTemplates(deps),
    createTemplate(deps),
    getTemplate(deps),
    changeTemplate(deps),
    deleteTemplate(deps),
  ];
}

function listTemplates({ store, brands }: TemplateDeps): Operation {
  return defineOperation({
    method: 'get',
    path: PATH,
    scope: 'read',
    id: 'listTemplates',
    tag,
    summary: 'List templates, by brand and name',
    query: z.strictObject({ brand: brandText.optional(), ...pagingParameters(position) }),
    reply: listOf(templateResponse, 'Templates'),
    problems: [],
    async answer({ query, mayManage }) {
      const page = pageOf(query);
      return toPage(
        await store.templates(query.brand, page),
        page,
        (template) => toTemplateResponse(template, overridesView(brands, template, mayManage)),
        ({ brand, name }) => ({ brand, name }),
      );
    },
  });
}

function createTemplate({ brands, changes }: TemplateDeps): Operation {
  return defineOperation({
    method: 'post',
    path: PATH,
    scope: 'manage',
    id: 'createTemplate',
    tag,
    summary: 'Create a template',
    body: newTemplate,
    status: 201,
    reply: templateResponse,
    location: ({ id }) => `${PATH}/${id}`,
    problems: ['unknown-brand', 'invalid-parameter', 'template-exists'],
    async answer({ body, caller, mayManage }) {
      const wrong = brandProblem(brands, body.brand) ?? overridesProblem(brands, body.brand, body.overrides);
      if (wrong) return wrong;
      const made = await changes.make(caller, async (tx) => {
        if (await isNameTaken(tx, body)) return createProblem('template-exists');
        const result = await tx.addTemplate(body);
        return {
          result,
          record: { ...recordOf('template-created', result), after: auditedTemplate(result) },
        };
      });
      return isProblem(made) ? made : toTemplateResponse(made, overridesView(brands, made, mayManage));
    },
  });
}

function getTemplate({ store, brands }: TemplateDeps): Operation {
  return defineOperation({
    method: 'get',
    path: ONE,
    scope: 'read',
    id: 'getTemplate',
    tag,
    summary: 'Get a template',
    params,
    reply: templateResponse,
    problems: ['not-found'],
    async answer({ params: { id }, mayManage }) {
      const template = await store.template(id);
      return template
        ? toTemplateResponse(template, overridesView(brands, template, mayManage))
        : createProblem('not-found');
    },
  });
}

function changeTemplate({ brands, changes }: TemplateDeps): Operation {
  return defineOperation({
    method: 'patch',
    path: ONE,
    scope: 'manage',
    id: 'changeTemplate',
    tag,
    summary: 'Change a template',
    description: 'Phones apply the change with their next config. The brand of a template cannot be changed.',
    params,
    body: templateChange,
    reply: templateResponse,
    problems: ['not-found', 'invalid-parameter', 'template-exists'],
    async answer({ params: { id }, body, caller, mayManage }) {
      const { settings, ...fields } = withoutUndefined(body);
      const made = await changes.make(caller, async (tx) => {
        const before = await tx.template(id);
        if (!before) return createProblem('not-found');
        const result: Template = {
          ...before,
          ...fields,
          settings: changeOptions(before.settings, settings ?? {}),
        };
        const wrong = await findProblem(brands, tx, result);
        if (wrong) return wrong;
        await tx.replaceTemplate(result);
        return { result, record: changeRecord(before, result) };
      });
      return isProblem(made) ? made : toTemplateResponse(made, overridesView(brands, made, mayManage));
    },
  });
}

async function findProblem(
  brands: Brands,
  tx: AdminTransaction,
  template: Template,
): Promise<Problem | null> {
  if (await isNameTaken(tx, template)) return createProblem('template-exists');
  return overridesProblem(brands, template.brand, template.overrides);
}

function deleteTemplate({ changes }: TemplateDeps): Operation {
  return defineOperation({
    method: 'delete',
    path: ONE,
    scope: 'manage',
    id: 'deleteTemplate',
    tag,
    summary: 'Delete a template that no mapping uses',
    params,
    status: 204,
    problems: ['not-found', 'template-in-use'],
    async answer({ params: { id }, caller }) {
      return changes.make(caller, async (tx) => {
        const template = await tx.template(id);
        if (!template) return createProblem('not-found');
        const mappings = await tx.countMappingsTo(id);
        if (mappings > 0)
          return createProblem('template-in-use', `Mappings that use this template: ${mappings}.`);
        await tx.removeTemplate(id);
        return {
          result: null,
          record: { ...recordOf('template-deleted', template), before: auditedTemplate(template) },
        };
      });
    },
  });
}

async function isNameTaken(
  tx: AdminTransaction,
  template: { readonly id?: number; readonly brand: string; readonly name: string },
): Promise<boolean> {
  const same = await tx.templateNamed(template.brand, template.name);
  return same !== null && same.id !== template.id;
}

function changeRecord(before: Template, after: Template): ChangeRecord {
  const parameters = changedNames(before.overrides, after.overrides);
  return {
    ...recordOf('template-changed', after, parameters.length > 0 ? { parameters } : {}),
    ...auditDifferences(auditedTemplate(before), auditedTemplate(after)),
  };
}

function recordOf(action: string, template: Template, details: ChangeRecord['details'] = {}): ChangeRecord {
  return {
    action,
    resource: `${PATH}/${template.id}`,
    details: { brand: template.brand, name: template.name, ...details },
  };
}

import type { Express } from 'express';
import { PROBLEMS } from '../../src/admin/http/problem';
import { createAdminApp } from '../../src/admin/http-app';
import { type AdminTestApp, openAdmin } from './support';

type Json = Readonly<Record<string, unknown>>;
interface Document {
  readonly openapi: string;
  readonly info: Json;
  readonly security: unknown;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: Readonly<Record<string, Json>>;
}
interface Documented {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly { readonly key: readonly string[] }[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Json };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Json }>>;
}

let testApp: AdminTestApp;
let document: Document;
let app: Express;
beforeAll(async () => {
  testApp = await openAdmin();
  document = (await testApp.rest.get('/api/v1/openapi.json').expect(200)).body;
  app = createAdminApp(testApp.deps);
});
afterAll(() => testApp.close());

const all = (): { path: string; method: string; operation: Documented }[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** All values with this name in a JSON tree. */
function valuesOf(tree: unknown, name: string): unknown[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => [
    ...(key === name && typeof value === 'string' ? [value] : []),
    ...valuesOf(value, name),
  ]);
}

function lookUp(tree: unknown, pointer: string): unknown {
  const steps = pointer.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Json)[step] : undefined),
    tree,
  );
}

interface Layer {
  readonly handle: unknown;
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] };
}

/** Every method and path of Express, in the notation of OpenAPI. */
function registered(stack: readonly Layer[]): string[] {
  return stack.flatMap((layer) => {
    const { route } = layer;
    if (route) {
      const methods = route.stack.flatMap(({ method }) => method ?? []);
      return [...new Set(methods)].map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`);
    }
    const inner = layer.handle as { stack?: readonly Layer[] };
    return inner.stack ? registered(inner.stack) : [];
  });
}

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 with the version of the service, and requires the key', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Hotdesk', version: '1.2.3', license: { name: 'MIT' } });
    expect(document.security).toEqual([{ key: [] }]);
    expect(document.components.securitySchemes).toMatchObject({ key: { type: 'http', scheme: 'bearer' } });
  });

  it('has exactly the routes that Express has', () => {
    const pages = ['get /', 'get /page.css', 'get /icon.svg'];
    const known = registered(app.router.stack).filter((route) => !pages.includes(route));
    const documented = all().map(({ method, path }) => `${method} ${path}`);
    expect(known.sort()).toEqual(documented.sort());
    expect(known.length).toBeGreaterThan(25);
  });

  it('has no broken reference', () => {
    const references = valuesOf(document, '$ref') as string[];
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\/schemas\/\w+$/);
      expect(lookUp(document, reference)).toBeInstanceOf(Object);
    }
  });

  it('gives each operation a unique id, a summary and a tag', () => {
    const ids = all().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operation } of all()) {
      expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
      expect(operation.summary).not.toBe('');
      expect(operation.tags).toHaveLength(1);
    }
  });

  it('documents each path parameter as required', () => {
    for (const { path, operation } of all()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const documented = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(documented.map(({ name }) => name)).toEqual(inPath);
      for (const { required } of documented) expect(required).toBe(true);
    }
  });

  it('has a success answer for each operation and, where a key is required, problems', () => {
    for (const { path, operation } of all()) {
      const statuses = Object.keys(operation.responses);
      expect([path, statuses.some((status) => status.startsWith('2'))]).toEqual([path, true]);
      if (operation.security.length > 0)
        expect([path, statuses]).toEqual([path, expect.arrayContaining(['401', '403'])]);
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect(description).not.toBe('');
        if (Number(status) < 400 || path === '/readyz') continue;
        expect(content).toEqual({
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        });
      }
    }
  });

  it('names the scope of each operation; health requires no key', () => {
    const scopes = Object.fromEntries(
      all().map(({ operation: { operationId, security } }) => [operationId, security[0]?.key.join() ?? null]),
    );
    const open = Object.keys(scopes).filter((id) => scopes[id] === null);
    expect(open.sort()).toEqual(['getHealth', 'getMetrics', 'getReadiness']);
    expect(Object.keys(scopes).filter((id) => scopes[id] === 'operate')).toEqual(['logIn', 'logOut']);
    for (const { method, operation } of all()) {
      const scope = scopes[operation.operationId] ?? null;
      if (method === 'get') expect([null, 'read']).toContain(scope);
      else expect(['operate', 'manage']).toContain(scope);
    }
  });

  it('documents every body as JSON with a schema that refuses unknown fields', () => {
    const bodies = all().flatMap(({ operation }) => operation.requestBody ?? []);
    expect(bodies.length).toBeGreaterThan(7);
    for (const { required, content } of bodies) {
      expect(required).toBe(true);
      const [reference] = valuesOf(content, '$ref') as string[];
      expect(lookUp(document, reference ?? '')).toMatchObject({
        type: 'object',
        additionalProperties: false,
      });
    }
  });

  it('lists the codes of all problems', () => {
    expect(lookUp(document, '#/components/schemas/Problem/properties/code/enum')).toEqual(
      Object.keys(PROBLEMS),
    );
  });

  it('gives every problem an error status and a sentence', () => {
    for (const { status, detail } of Object.values(PROBLEMS)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(detail).toMatch(/\.$/);
    }
  });
});

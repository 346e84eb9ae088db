import { z } from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Operation, securityOf } from '../http/operation';
import { documentProblems } from './document-problems';

/** The OpenAPI document, from the schemas that validate requests and responses. */
export function openApiDocument(operations: readonly Operation[], version: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const { path, method, document } of operations) paths[path] = { ...paths[path], [method]: document };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Hotdesk',
      version,
      description:
        'Admin API of Hotdesk. Problems are `application/problem+json` (RFC 9457) with a stable `code`. Unknown fields and ' +
        'parameters are refused. Times are RFC 3339 in UTC.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An admin key. The first one is shown at the first start; create others at `/api/v1/keys`. Each operation ' +
            'names the scope that it needs: `read`, `operate` (also log in and out) or `manage` (also change everything else).',
        },
      },
    },
    paths,
  });
}

/** `GET /api/v1/openapi.json`. */
export function openApiOperation(version: string, all: () => readonly Operation[]): Operation {
  let text: string | null = null;
  return {
    method: 'get',
    path: '/api/v1/openapi.json',
    scope: 'read',
    takesBody: false,
    document: {
      operationId: 'getOpenApiDocument',
      tags: ['About'],
      summary: 'This document',
      ...securityOf('read'),
      responses: {
        '200': {
          description: 'OpenAPI 3.1.',
          content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } },
        },
        ...documentProblems(['unauthorized', 'insufficient-scope']),
      },
    },
    handle(_request, response) {
      text ??= JSON.stringify(openApiDocument(all(), version));
      response.type('application/json').send(text);
    },
  };
}

import type { Request, Response } from 'express';
import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { Actor } from '../../desk/sessions/end-session';
import { plainAddress } from '../../lib/ip';
import { hasProtoName } from '../../lib/proto-name';
import { documentProblems } from '../openapi/document-problems';
import type { KeyScope } from '../ports/keys';
import { authorisedAt } from './authorise';
import { fieldErrors, fieldWording } from './field-errors';
import { NDJSON_TYPE, prefersNdjson, sendNdjson } from './ndjson';
import type { OpenResponses } from './open-responses';
import {
  createProblem,
  type FieldError,
  isProblem,
  type Problem,
  type ProblemCode,
  sendProblem,
} from './problem';
import { holdsScope, type KeyHolder } from './scopes';

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One REST operation: its route, OpenAPI documentation and handler. */
export interface Operation {
  readonly method: HttpMethod;
  /** In OpenAPI notation: `/api/v1/phones/{mac}`. */
  readonly path: string;
  /** The scope that the key needs; null: no key needed. */
  readonly scope: KeyScope | null;
  readonly takesBody: boolean;
  readonly document: ZodOpenApiOperationObject;
  handle(request: Request, response: Response): Promise<void> | void;
}

/** The caller, for the audit. */
export type Caller = Actor;

export interface OperationCall<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  /** Whether the key has the scope `manage`. Without it, the answer contains no value that may be a secret of an admin. */
  readonly mayManage: boolean;
}

type Fields = z.ZodObject;
type NoFields = z.ZodObject<Record<never, never>>;

/** An operation with its schemas. They validate the request, filter the response and produce the documentation. */
export interface OperationSpec<
  Params extends Fields,
  Query extends Fields,
  Body extends Fields,
  Reply extends z.ZodType,
> {
  readonly method: HttpMethod;
  readonly path: string;
  /** The scope that the key needs. */
  readonly scope: KeyScope;
  /** The OpenAPI operationId, such as `listPhones`. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly status?: 200 | 201 | 204;
  /** Absent: no body. Fields that are not in this schema are never sent. */
  readonly reply?: Reply;
  /** Problem codes besides those of every operation. */
  readonly problems: readonly ProblemCode[];
  /** The complete list as JSON lines, for clients that accept `application/x-ndjson`. */
  readonly lines?: {
    readonly exports: OpenResponses;
    read(call: OperationCall<z.output<Params>, z.output<Query>, z.output<Body>>): AsyncIterable<object>;
  };
  /** The path of the created resource. */
  location?(reply: z.output<Reply>): string;
  answer(
    call: OperationCall<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<z.input<Reply> | Problem>;
}

const NO_FIELDS: NoFields = z.strictObject({});

export function defineOperation<
  Params extends Fields = NoFields,
  Query extends Fields = NoFields,
  Body extends Fields = NoFields,
  Reply extends z.ZodType = z.ZodNull,
>(spec: OperationSpec<Params, Query, Body, Reply>): Operation {
  const status = spec.status ?? 200;
  return {
    method: spec.method,
    path: spec.path,
    scope: spec.scope,
    takesBody: spec.body !== undefined,
    document: documentOf(spec, status),
    async handle(request, response) {
      const call = readCall(spec, request, response);
      if (isInvalid(call))
        return sendProblem(response, createProblem('invalid-request', undefined, call.wrong));
      if (spec.lines && prefersNdjson(request))
        return sendNdjson(request, response, spec.lines.read(call), spec.lines.exports);
      const answer = await spec.answer(call);
      if (isAnswerProblem(answer)) return sendProblem(response, answer);
      if (!spec.reply) {
        response.status(status).end();
        return;
      }
      const reply = spec.reply.parse(answer);
      if (spec.location) response.location(spec.location(reply));
      response.status(status).json(reply);
    },
  };
}

function callerOf(request: Request, holder: KeyHolder): Caller {
  return { actor: `key ${holder.name}`, address: plainAddress(request.ip ?? '') };
}

function isAnswerProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && isProblem(answer);
}

interface InvalidCall {
  readonly wrong: readonly FieldError[];
}

function isInvalid(call: object): call is InvalidCall {
  return 'wrong' in call;
}

/** Validates all parts of the request, so that one answer names all errors. */
function readCall<Params extends Fields, Query extends Fields, Body extends Fields, Reply extends z.ZodType>(
  spec: OperationSpec<Params, Query, Body, Reply>,
  request: Request,
  response: Response,
): OperationCall<z.output<Params>, z.output<Query>, z.output<Body>> | InvalidCall {
  const params = read(spec.params, request.params, 'path');
  const query = read(spec.query, request.query, 'query');
  const body = read(spec.body, spec.body ? request.body : {}, 'body');
  if (!params.ok || !query.ok || !body.ok) {
    return { wrong: [params, query, body].flatMap((part) => (part.ok ? [] : part.errors)) };
  }
  const { holder } = authorisedAt(response);
  return {
    params: params.value,
    query: query.value,
    body: body.value,
    caller: callerOf(request, holder),
    mayManage: holdsScope(holder, 'manage'),
  };
}

type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

function read<Schema extends Fields>(
  schema: Schema | undefined,
  value: unknown,
  part: string,
): Read<z.output<Schema>> {
  // The schemas would drop it silently.
  if (hasProtoName(value))
    return { ok: false, errors: [{ path: part, message: 'must have no member named __proto__' }] };
  const parsed = (schema ?? NO_FIELDS).safeParse(value, { error: fieldWording });
  if (parsed.success) return { ok: true, value: parsed.data as z.output<Schema> };
  return { ok: false, errors: fieldErrors(parsed.error, value, part) };
}

function documentOf<
  Params extends Fields,
  Query extends Fields,
  Body extends Fields,
  Reply extends z.ZodType,
>(spec: OperationSpec<Params, Query, Body, Reply>, status: 200 | 201 | 204): ZodOpenApiOperationObject {
  const usual: ProblemCode[] = [
    'invalid-request',
    'unauthorized',
    'insufficient-scope',
    'too-many-requests',
    'overloaded',
    'unavailable',
    'internal',
  ];
  if (spec.body) usual.push('request-timeout', 'malformed-json', 'too-large', 'unsupported-media-type');
  return {
    operationId: spec.id,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description ? { description: spec.description } : {}),
    ...securityOf(spec.scope),
    requestParams: {
      ...(spec.params ? { path: spec.params } : {}),
      ...(spec.query ? { query: spec.query } : {}),
    },
    ...(spec.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: spec.body } } } }
      : {}),
    responses: {
      [`${status}`]: {
        description: spec.reply ? 'Done.' : 'Done; no body.',
        ...(spec.reply ? { content: contentOf(spec.reply, spec.lines !== undefined) } : {}),
      },
      ...documentProblems([...usual, ...spec.problems]),
    },
  };
}

/** The OpenAPI security requirement for a scope. */
export function securityOf(scope: KeyScope): Pick<ZodOpenApiOperationObject, 'security'> {
  return { security: [{ key: [scope] }] };
}

function contentOf(reply: z.ZodType, alsoLines: boolean) {
  const json = { 'application/json': { schema: reply } };
  return alsoLines ? { ...json, [NDJSON_TYPE]: { schema: z.string() } } : json;
}

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../desk/ports/clock';
import type { Changes } from '../http/changes';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, isProblem } from '../http/problem';
import { ENVIRONMENT_KEY_NAME, withIncludedScopes } from '../http/scopes';
import type { AdminKey } from '../ports/keys';
import type { AdminStore } from '../ports/store';
import { hashOfKey, newKeyText } from './key-text';
import {
  createdKeyResponse,
  keyPath,
  keyResponse,
  newKey,
  toEnvironmentKeyResponse,
  toKeyResponse,
} from './schema';

interface KeyDeps {
  readonly store: Pick<AdminStore, 'keys'>;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly hasEnvironmentKey: boolean;
  /** Called after a key was revoked. */
  readonly onKeyRevoked: (key: AdminKey) => Promise<void>;
}

const PATH = '/api/v1/keys';
const ONE = `${PATH}/{id}`;
const params = z.strictObject({ id: z.string().min(1).max(36) });
const tag = 'Keys';

export function keyOperations(deps: KeyDeps): Operation[] {
  return [listKeys(deps), createKey(deps), getKey(deps), revokeKey(deps)];
}

function listKeys({ store, hasEnvironmentKey }: KeyDeps): Operation {
  return defineOperation({
    method: 'get',
    path: PATH,
    scope: 'read',
    id: 'listKeys',
    tag,
    summary: 'List the admin keys, including revoked ones',
    reply: z.object({ items: z.array(keyResponse) }).meta({ id: 'AdminKeys' }),
    problems: [],
    async answer() {
      const keys = (await store.keys()).map(toKeyResponse);
      return { items: hasEnvironmentKey ? [toEnvironmentKeyResponse(), ...keys] : keys };
    },
  });
}

function createKey({ changes, clock }: KeyDeps): Operation {
  return defineOperation({
    method: 'post',
    path: PATH,
    scope: 'manage',
    id: 'createKey',
    tag,
    summary: 'Create a key',
    description:
      'The key itself is shown only in this answer. Create one key per program and per admin, with the smallest scope that is ' +
      'enough: the audit names the key.',
    body: newKey,
    status: 201,
    reply: createdKeyResponse,
    location: ({ id }) => keyPath(id),
    problems: ['key-exists'],
    async answer({ body, caller }) {
      if (body.name === ENVIRONMENT_KEY_NAME) return createProblem('key-exists');
      const text = newKeyText();
      const key: AdminKey = {
        id: randomUUID(),
        name: body.name,
        hash: hashOfKey(text),
        scopes: withIncludedScopes(body.scopes),
        createdAt: clock(),
        lastUsedAt: null,
        revokedAt: null,
      };
      const made = await changes.make(caller, async (tx) => {
        if ((await tx.keys()).some(({ name }) => name === key.name)) return createProblem('key-exists');
        await tx.addKey(key);
        return { result: key, record: { ...recordOf('key-created', key), after: { scopes: key.scopes } } };
      });
      return isProblem(made) ? made : { ...toKeyResponse(made), key: text };
    },
  });
}

function getKey({ store, hasEnvironmentKey }: KeyDeps): Operation {
  return defineOperation({
    method: 'get',
    path: ONE,
    scope: 'read',
    id: 'getKey',
    tag,
    summary: 'Get a key, without its text',
    params,
    reply: keyResponse,
    problems: ['not-found'],
    async answer({ params: { id } }) {
      if (id === ENVIRONMENT_KEY_NAME && hasEnvironmentKey) return toEnvironmentKeyResponse();
      const key = (await store.keys()).find((candidate) => candidate.id === id);
      return key ? toKeyResponse(key) : createProblem('not-found');
    },
  });
}

function revokeKey({ changes, clock, hasEnvironmentKey, onKeyRevoked }: KeyDeps): Operation {
  return defineOperation({
    method: 'delete',
    path: ONE,
    scope: 'manage',
    id: 'revokeKey',
    tag,
    summary: 'Revoke a key',
    description: 'The key stops working at once. Its name cannot be used again.',
    params,
    status: 204,
    problems: ['not-found', 'last-key', 'environment-key'],
    async answer({ params: { id }, caller }) {
      if (id === ENVIRONMENT_KEY_NAME && hasEnvironmentKey) return createProblem('environment-key');
      const revoked = await changes.make(caller, async (tx) => {
        const valid = (await tx.keys()).filter(({ revokedAt }) => revokedAt === null);
        const key = valid.find((candidate) => candidate.id === id);
        if (!key) return createProblem('not-found');
        const others = valid.filter((other) => other !== key && other.scopes.includes('manage'));
        if (others.length === 0 && !hasEnvironmentKey) return createProblem('last-key');
        await tx.revokeKey(id, clock());
        return { result: key, record: { ...recordOf('key-revoked', key), before: { scopes: key.scopes } } };
      });
      if (isProblem(revoked)) return revoked;
      await onKeyRevoked(revoked);
      return null;
    },
  });
}

function recordOf(action: string, { id, name }: AdminKey) {
  return { action, resource: keyPath(id), details: { name } };
}

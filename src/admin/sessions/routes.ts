import { z } from 'zod';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { extensionText, macText } from '../schemas/common';
import { listOf, pageOf, pagingParameters, toPage } from '../schemas/paging';
import { sessionResponse, toSessionResponse } from './schema';

const PATH = '/api/v1/sessions';
const tag = 'Sessions';

const position = z.object({ requestedAt: z.number().int().min(0), id: z.string().max(36) });

export function sessionOperations({
  store,
}: {
  readonly store: Pick<AdminStore, 'sessions' | 'session'>;
}): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: PATH,
      scope: 'read',
      id: 'listSessions',
      tag,
      summary: 'List sessions, newest first',
      query: z.strictObject({
        active: z
          .enum(['true', 'false'])
          .transform((text) => text === 'true')
          .optional()
          .meta({ description: '`true`: only running sessions; `false`: only ended ones.' }),
        extension: extensionText.optional(),
        mac: macText.optional(),
        ...pagingParameters(position),
      }),
      reply: listOf(sessionResponse, 'Sessions'),
      problems: [],
      async answer({ query }) {
        const page = pageOf(query);
        const { active, extension, mac } = query;
        const sessions = await store.sessions({ active, extension, mac }, page);
        return toPage(sessions, page, toSessionResponse, ({ requestedAt, id }) => ({ requestedAt, id }));
      },
    }),
    defineOperation({
      method: 'get',
      path: `${PATH}/{id}`,
      scope: 'read',
      id: 'getSession',
      tag,
      summary: 'Get a session',
      params: z.strictObject({ id: z.string().min(1).max(36) }),
      reply: sessionResponse,
      problems: ['not-found'],
      async answer({ params: { id } }) {
        const session = await store.session(id);
        return session ? toSessionResponse(session) : createProblem('not-found');
      },
    }),
  ];
}

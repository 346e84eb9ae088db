import { z } from 'zod';
import type { Changes } from '../http/changes';
import { type Operation, operation } from '../http/operation';
import { problem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { listOf, pageOf, pagingParameters, showPage } from '../schemas/paging';
import { jobResponse, toJobResponse } from './schema';

interface JobDeps {
  readonly store: Pick<AdminStore, 'jobs'>;
  readonly changes: Changes;
  readonly desk: { reconcile(): Promise<void> };
}

const PATH = '/api/v1/jobs';
const tag = 'Jobs';

export function jobOperations({ store, changes, desk }: JobDeps): Operation[] {
  return [
    operation({
      method: 'get',
      path: PATH,
      scope: 'read',
      id: 'listJobs',
      tag,
      summary: 'What was decided and is not done yet',
      query: z.strictObject(pagingParameters(z.number().int().min(0))),
      reply: listOf(jobResponse, 'Jobs'),
      problems: [],
      async answer({ query }) {
        const page = pageOf(query);
        return showPage(await store.jobs(page), page, toJobResponse, ({ id }) => id);
      },
    }),
    operation({
      method: 'delete',
      path: `${PATH}/{id}`,
      scope: 'manage',
      id: 'dropJob',
      tag,
      summary: 'Drop a job that cannot be done',
      description: 'It is not tried again. Whatever it was to change stays as it is.',
      params: z.strictObject({ id: z.coerce.number().int().min(0) }),
      reply: jobResponse,
      problems: ['not-found'],
      answer: ({ params: { id }, caller }) =>
        changes.make(caller, async (tx) => {
          const job = await tx.removeJob(id);
          if (!job) return problem('not-found');
          const { mac, job: what, attempts } = job;
          const details = { kind: what.kind, session: what.sessionId, attempts };
          const note = { action: 'job-dropped', resource: `${PATH}/${id}`, mac, details };
          return { result: toJobResponse(job), note };
        }),
    }),
    operation({
      method: 'post',
      path: '/api/v1/reconcile',
      scope: 'manage',
      id: 'reconcile',
      tag,
      summary: 'Compare sessions with FreePBX, Asterisk and the phones now',
      description:
        'This happens three times a minute by itself. What differs is repaired, and stands in the audit.',
      reply: z.object({ done: z.literal(true) }).meta({ id: 'Reconciled' }),
      problems: [],
      async answer() {
        await desk.reconcile();
        return { done: true as const };
      },
    }),
  ];
}

import { z } from 'zod';
import type { Changes } from '../http/changes';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { idText } from '../schemas/common';
import { listOf, pageOf, pagingParameters, toPage } from '../schemas/paging';
import { jobResponse, toJobResponse } from './schema';

interface JobDeps {
  readonly store: Pick<AdminStore, 'jobs'>;
  readonly changes: Changes;
}

const PATH = '/api/v1/jobs';
const tag = 'Jobs';

export function jobOperations({ store, changes }: JobDeps): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: PATH,
      scope: 'read',
      id: 'listJobs',
      tag,
      summary: 'List the jobs that are not done yet',
      query: z.strictObject(pagingParameters(z.number().int().min(0))),
      reply: listOf(jobResponse, 'Jobs'),
      problems: [],
      async answer({ query }) {
        const page = pageOf(query);
        return toPage(await store.jobs(page), page, toJobResponse, ({ id }) => id);
      },
    }),
    defineOperation({
      method: 'delete',
      path: `${PATH}/{id}`,
      scope: 'manage',
      id: 'dropJob',
      tag,
      summary: 'Drop a job',
      description: 'The job is not tried again. The phone or Asterisk keeps its current state.',
      params: z.strictObject({ id: idText }),
      reply: jobResponse,
      problems: ['not-found'],
      answer: ({ params: { id }, caller }) =>
        changes.make(caller, async (tx) => {
          const job = await tx.removeJob(id);
          if (!job) return createProblem('not-found');
          const { mac, job: what, attempts } = job;
          const details = { kind: what.kind, session: what.sessionId, attempts };
          const record = { action: 'job-dropped', resource: `${PATH}/${id}`, mac, details };
          return { result: toJobResponse(job), record };
        }),
    }),
  ];
}

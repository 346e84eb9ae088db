import { z } from 'zod';
import type { Changes } from '../changes';
import { type Operation, operation } from '../operation';
import type { AdminStore } from '../ports/store';
import { problem } from '../problem';
import { effectShown, showEffect } from '../schemas/effect';
import { listOf, pageOf, pagingParameters, showPage } from '../schemas/paging';

interface EffectParts {
  readonly store: Pick<AdminStore, 'effects'>;
  readonly changes: Changes;
  readonly desk: { reconcile(): Promise<void> };
}

const PATH = '/api/v1/effects';
const tag = 'Effects';

export function effectOperations({ store, changes, desk }: EffectParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: PATH,
      scope: 'read',
      id: 'listEffects',
      tag,
      summary: 'What was decided and is not done yet',
      query: z.strictObject(pagingParameters(z.number().int().min(0))),
      reply: listOf(effectShown, 'Effects'),
      problems: [],
      async answer({ query }) {
        const page = pageOf(query);
        return showPage(await store.effects(page), page, showEffect, ({ id }) => id);
      },
    }),
    operation({
      method: 'delete',
      path: `${PATH}/{id}`,
      scope: 'manage',
      id: 'dropEffect',
      tag,
      summary: 'Drop an effect that cannot be done',
      description: 'It is not tried again. Whatever it was to change stays as it is.',
      params: z.strictObject({ id: z.coerce.number().int().min(0) }),
      reply: effectShown,
      problems: ['not-found'],
      answer: ({ params: { id }, caller }) =>
        changes.make(caller, async (tx) => {
          const effect = await tx.removeEffect(id);
          if (!effect) return problem('not-found');
          const { mac, effect: what, attempts } = effect;
          const details = { kind: what.kind, session: what.sessionId, attempts };
          const note = { action: 'effect-dropped', resource: `${PATH}/${id}`, mac, details };
          return { result: showEffect(effect), note };
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

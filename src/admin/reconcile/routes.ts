import type { Desk } from '../../desk/desk';
import { defineOperation, type Operation } from '../http/operation';
import { reconciledResponse } from './schema';

interface ReconcileDeps {
  readonly desk: Pick<Desk, 'reconcile'>;
}

export function reconcileOperations({ desk }: ReconcileDeps): Operation[] {
  return [
    defineOperation({
      method: 'post',
      path: '/api/v1/reconcile',
      scope: 'manage',
      id: 'reconcile',
      tag: 'Reconcile',
      summary: 'Compare sessions with FreePBX, Asterisk and the phones now',
      description: 'This also runs three times a minute. Differences are repaired and recorded in the audit.',
      reply: reconciledResponse,
      problems: [],
      async answer() {
        await desk.reconcile();
        return { done: true as const };
      },
    }),
  ];
}

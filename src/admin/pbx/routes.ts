import type { Desk } from '../../desk/desk';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem } from '../http/problem';
import { lossesConfirmation, pbxResponse, toPbxResponse } from './schema';

interface PbxDeps {
  readonly desk: Pick<Desk, 'incompletePbx' | 'confirmLosses'>;
}

const PATH = '/api/v1/pbx';
const tag = 'PBX';

export function pbxOperations(deps: PbxDeps): Operation[] {
  return [getPbx(deps), confirmLosses(deps)];
}

function getPbx({ desk }: PbxDeps): Operation {
  return defineOperation({
    method: 'get',
    path: PATH,
    scope: 'read',
    id: 'getPbx',
    tag,
    summary: 'Show whether FreePBX has all its rows, and what is missing',
    description:
      'FreePBX is incomplete when more than half of the rows of a part are gone at once, or at least three that are a tenth or ' +
      'more of it, as in a restore. Then no session ends and nobody can log in, until at most two rows of each part are missing.',
    reply: pbxResponse,
    problems: [],
    answer: async () => toPbxResponse(desk.incompletePbx()),
  });
}

function confirmLosses({ desk }: PbxDeps): Operation {
  return defineOperation({
    method: 'post',
    path: `${PATH}/confirm`,
    scope: 'manage',
    id: 'confirmLosses',
    tag,
    summary: 'Confirm that the missing rows are deleted for good',
    description:
      'Logins work again, and the sessions of the missing extensions end within a minute. Say how many rows are missing, so that ' +
      'nobody confirms more than they know. Answers what was confirmed.',
    body: lossesConfirmation,
    reply: pbxResponse,
    problems: ['pbx-complete', 'losses-changed'],
    async answer({ body: { missing }, caller }) {
      const confirmation = await desk.confirmLosses(missing, caller);
      if (confirmation.kind === 'complete') return createProblem('pbx-complete');
      if (confirmation.kind === 'changed') return createProblem('losses-changed');
      return { ...toPbxResponse(confirmation.incomplete), complete: true };
    },
  });
}

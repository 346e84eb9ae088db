import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Desk } from '../../desk/desk';
import { isRefusal } from '../../desk/refusals';
import type { Mac } from '../../lib/mac';
import { auditedPhone } from '../http/audited';
import type { Changes } from '../http/changes';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, problemOfRefusal } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { PHONE_PATH, PHONES_TAG, phoneParams, phoneRecord } from './routes';

interface DeletePhoneDeps {
  readonly store: Pick<AdminStore, 'phone' | 'jobsWaitFor'>;
  readonly desk: Pick<Desk, 'logOutFor'>;
  readonly changes: Changes;
}

/** How long to wait until the logged-out phone is notified, in milliseconds. */
const TIMEOUT_MS = 5_000;
const POLL_MS = 50;

/**
 * Ends the session at a phone, then deletes the phone. The jobs of the logout need the phone's row, so the row is
 * deleted after they are done.
 */
export function deletePhoneOperation(deps: DeletePhoneDeps): Operation {
  return defineOperation({
    method: 'delete',
    path: PHONE_PATH,
    scope: 'manage',
    id: 'deletePhone',
    tag: PHONES_TAG,
    summary: 'Log out and delete a phone',
    description:
      'Its link and all its URLs become invalid. A phone that is still connected appears again, logged out, at its next ' +
      'fetch, if Default Login is on.',
    params: phoneParams,
    query: z.strictObject({
      force: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: 'Do not wait for the jobs of the phone: delete them too.' }),
    }),
    status: 204,
    problems: ['unknown-phone', 'phone-busy'],
    async answer({ params: { mac }, query, caller }) {
      if (!(await deps.store.phone(mac))) return createProblem('unknown-phone');
      const ended = await deps.desk.logOutFor(mac, caller, 'phone-deleted');
      if (isRefusal(ended) && ended.refused !== 'not-logged-in') return problemOfRefusal(ended);
      const force = query.force === 'true';
      if (!force) await untilNotified(deps.store, mac);
      return deps.changes.make(caller, async (tx) => {
        const phone = await tx.phone(mac);
        if (!phone) return createProblem('unknown-phone');
        const { inUse, jobsWait } = await tx.isPhoneBusy(mac);
        if (inUse) return createProblem('phone-busy', 'A user has just logged in at this phone. Try again.');
        if (jobsWait && !force) return createProblem('phone-busy');
        await tx.removePhone(mac);
        return {
          result: null,
          record: { ...phoneRecord('phone-deleted', phone), before: auditedPhone(phone) },
        };
      });
    },
  });
}

async function untilNotified(store: Pick<AdminStore, 'jobsWaitFor'>, mac: Mac): Promise<void> {
  // Not by the time of day, which may be set back meanwhile.
  const until = performance.now() + TIMEOUT_MS;
  while ((await store.jobsWaitFor(mac)) && performance.now() < until) await pause(POLL_MS);
}

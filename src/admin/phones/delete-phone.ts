import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Desk } from '../../desk/desk';
import { isRefusal } from '../../desk/refusals';
import type { Mac } from '../../lib/mac';
import { auditedPhone } from '../http/audited';
import type { Changes } from '../http/changes';
import { type Operation, operation } from '../http/operation';
import { problem, problemOf } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { PHONE, PHONES_TAG, phoneNote, phoneParams } from './routes';

interface DeletePhoneDeps {
  readonly store: Pick<AdminStore, 'phone' | 'jobsWaitFor'>;
  readonly desk: Pick<Desk, 'logOutFor'>;
  readonly changes: Changes;
}

/** How long a phone that is logged out for this has to be told, in milliseconds. */
const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 50;

/**
 * Ends the session at a phone and then forgets the phone. What the logout orders needs the phone's row, so the row
 * waits until the phone has been told and its registration is gone.
 */
export function deletePhone(deps: DeletePhoneDeps): Operation {
  return operation({
    method: 'delete',
    path: PHONE,
    scope: 'manage',
    id: 'deletePhone',
    tag: PHONES_TAG,
    summary: 'Log a phone out and forget it',
    description:
      'Its link and all URLs that it had are worth nothing afterwards. A phone that is still plugged in comes back, logged ' +
      'out, with its next fetch, if Default Login is on.',
    params: phoneParams,
    query: z.strictObject({
      force: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: 'Do not wait until the phone and Asterisk have been told: forget that too.' }),
    }),
    status: 204,
    problems: ['unknown-phone', 'phone-busy'],
    async answer({ params: { mac }, query, caller }) {
      if (!(await deps.store.phone(mac))) return problem('unknown-phone');
      const ended = await deps.desk.logOutFor(mac, caller, 'phone-deleted');
      if (isRefusal(ended) && ended.refused !== 'not-logged-in') return problemOf(ended);
      const force = query.force === 'true';
      if (!force) await untilNotified(deps.store, mac);
      return deps.changes.make(caller, async (tx) => {
        const phone = await tx.phone(mac);
        if (!phone) return problem('unknown-phone');
        const { inUse, jobsWait } = await tx.isPhoneBusy(mac);
        if (inUse) return problem('phone-busy', 'Somebody has just logged in at this phone. Try again.');
        if (jobsWait && !force) return problem('phone-busy');
        await tx.removePhone(mac);
        return { result: null, note: { ...phoneNote('phone-deleted', phone), before: auditedPhone(phone) } };
      });
    },
  });
}

async function untilNotified(store: Pick<AdminStore, 'jobsWaitFor'>, mac: Mac): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while ((await store.jobsWaitFor(mac)) && Date.now() < until) await pause(LOOK_AGAIN_MS);
}

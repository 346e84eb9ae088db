import { errorText } from '../../lib/errors';
import type { DeskDeps } from '../deps';
import type { Session } from '../model';
import { ActionRefused } from '../ports/asterisk';
import type { PendingJob } from '../ports/outbox';
import type { DeskTransaction } from '../ports/store';

/** So often, over about five minutes, a job is refused by Asterisk before it is given up. */
const MAX_REFUSED_ATTEMPTS = 10;

/**
 * Gives a job up that Asterisk refuses for good, and returns whether it did. A job that fails otherwise, because Asterisk is away
 * or does not answer, is never given up. Nor is a webhook: that expires.
 */
export async function giveUpIfRefused(deps: DeskDeps, pending: PendingJob, error: unknown): Promise<boolean> {
  const { id, mac, job, attempts } = pending;
  if (job.kind === 'webhook' || !(error instanceof ActionRefused)) return false;
  const { kind } = job;
  const isNotification = kind !== 'end-registration';
  const given = await deps.store.transaction(async (tx) => {
    // First: every transaction locks sessions before jobs.
    const session = await tx.session(job.sessionId);
    const next = await tx.activeSessionAt(mac);
    const isOverdue = error.isFinal || attempts + 1 >= MAX_REFUSED_ATTEMPTS;
    // The notification of a login at this phone counts on that of the session before. It does not wait for its attempts.
    const isCountedOn = isNotification && next !== null && next.id !== job.sessionId;
    if (!isOverdue && !isCountedOn) return null;
    if (!(await tx.removeJob(id))) return null;
    if (isCountedOn) await notifyNext(deps, tx, next);
    await tx.addAudit({
      at: deps.clock(),
      actor: 'system',
      action: 'job-given-up',
      mac,
      extension: session?.extension ?? null,
      address: null,
      details: { session: job.sessionId, kind, attempts: attempts + 1, error: errorText(error) },
    });
    return { session };
  });
  if (!given) return false;
  const fields = { event: 'job.given-up', job: kind, mac, attempts: attempts + 1, error: errorText(error) };
  deps.log.error(fields, 'gave up a job that Asterisk refuses');
  if (given.session) deps.publish({ type: 'job-given-up', session: given.session, job: kind });
  deps.wakeOutbox();
  return true;
}

async function notifyNext(
  { clock }: Pick<DeskDeps, 'clock'>,
  tx: DeskTransaction,
  { id, mac, state }: Session,
): Promise<void> {
  if (state !== 'requested' || (await tx.pendingJobs(id)).length > 0) return;
  await tx.addJob(mac, { kind: 'notify-phone', sessionId: id }, clock());
}

import { errorText } from '../../lib/errors';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import type { JobQueue, PendingJob } from '../ports/outbox';
import type { DeskStore } from '../ports/store';
import type { JobOutcome } from './handlers';
import type { LeaderElection } from './leader-election';
import { NotLeaderError } from './leader-only';

const BATCH = 100;
/** Other instances cannot wake this one: their jobs are found by polling. */
const MAX_SLEEP_MS = 1_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
/** How often a job that waits for the end of a call is retried. */
const CALL_RECHECK_MS = 2_000;

export interface OutboxWorker {
  /** Looks for due jobs now. */
  wake(): void;
  /** Waits for running jobs and starts no more. */
  stop(): Promise<void>;
}

interface WorkerDeps {
  readonly queue: JobQueue;
  readonly store: Pick<DeskStore, 'dueJobs' | 'nextJobDueAt' | 'finishJob' | 'postponeJob' | 'deferJob'>;
  readonly leaderElection: Pick<LeaderElection, 'isLeader' | 'confirm'>;
  readonly clock: Clock;
  readonly log: Log;
  run(pending: PendingJob): Promise<JobOutcome>;
  /** Called when a job fails. True: it was given up and removed. */
  giveUp(pending: PendingJob, error: unknown): Promise<boolean>;
}

/** Works one queue while this instance is the leader: in order for each phone, in parallel across phones, until done. */
export function startOutboxWorker(deps: WorkerDeps): OutboxWorker {
  let stopped = false;
  let wakeRequested = false;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const wake = (): void => {
    wakeRequested = true;
    if (stopped || running) return;
    if (timer) clearTimeout(timer);
    running = runRound().finally(() => {
      running = null;
      if (wakeRequested) wake();
    });
  };

  const runRound = async (): Promise<void> => {
    wakeRequested = false;
    try {
      sleepUntil(deps.leaderElection.isLeader() ? await drainDueJobs() : null);
    } catch (error) {
      deps.log.warn(
        { event: 'outbox.read-failed', error: errorText(error) },
        'cannot read the jobs; retrying',
      );
      sleepUntil(null);
    }
  };

  /** Returns when the next job is due; null when none waits, or this instance is not the leader. */
  const drainDueJobs = async (): Promise<number | null> => {
    for (;;) {
      const dueAt = await deps.store.nextJobDueAt(deps.queue, deps.clock());
      if (stopped || dueAt === null || dueAt > deps.clock()) return dueAt;
      // Confirmed before the jobs are read, so that none of them is done by another leader meanwhile.
      if (!(await deps.leaderElection.confirm())) return null;
      // Another worker was faster.
      if ((await runDueJobs(deps)) === 0) return null;
    }
  };

  const sleepUntil = (dueAt: number | null): void => {
    if (stopped) return;
    const sleep = dueAt === null ? MAX_SLEEP_MS : Math.max(0, dueAt - deps.clock());
    timer = setTimeout(wake, Math.min(sleep, MAX_SLEEP_MS));
    timer.unref();
  };

  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

/** Returns how many jobs were due. */
async function runDueJobs(deps: WorkerDeps): Promise<number> {
  const due = await deps.store.dueJobs(deps.queue, deps.clock(), BATCH);
  const attempts = await Promise.allSettled(due.map((pending) => attemptJob(deps, pending)));
  // Throw only after all have settled: the next round must not repeat a job that is still running.
  for (const attempt of attempts) if (attempt.status === 'rejected') throw attempt.reason;
  return due.length;
}

async function attemptJob(deps: WorkerDeps, pending: PendingJob): Promise<void> {
  try {
    if ((await deps.run(pending)) === 'later') {
      await deps.store.deferJob(pending.id, deps.clock() + CALL_RECHECK_MS);
      return;
    }
  } catch (error) {
    if (error instanceof NotLeaderError || (await deps.giveUp(pending, error))) return;
    const wait = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** pending.attempts);
    const fields = {
      event: 'job.failed',
      job: pending.job.kind,
      mac: pending.mac,
      attempts: pending.attempts + 1,
    };
    deps.log.warn({ ...fields, error: errorText(error), retryInMs: wait }, 'a job failed; retrying');
    await deps.store.postponeJob(pending.id, deps.clock() + wait, errorText(error));
    return;
  }
  try {
    await deps.store.finishJob(pending.id);
  } catch (error) {
    const fields = { event: 'job.not-finished', job: pending.job.kind, mac: pending.mac };
    deps.log.warn(
      { ...fields, error: errorText(error) },
      'a job was done but cannot be removed; it will be repeated',
    );
    throw error;
  }
}

import { errorText } from '../../lib/errors';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import type { JobQueue, PendingJob } from '../ports/outbox';
import type { DeskStore } from '../ports/store';
import type { JobOutcome } from './handlers';
import type { LeaderElection } from './leader-election';
import { NotLeaderError } from './leader-only';

const BATCH = 100;
/** Other instances wake nobody here: what they commit is found by looking. */
const LONGEST_SLEEP_MS = 1_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** How often it is looked whether a call has ended. */
const LOOK_AGAIN_MS = 2_000;

export interface OutboxWorker {
  /** There may be something due. */
  wake(): void;
  /** Lets what is running end, and does nothing more. */
  stop(): Promise<void>;
}

interface RunnerDeps {
  readonly queue: JobQueue;
  readonly store: Pick<DeskStore, 'dueJobs' | 'nextJobDueAt' | 'finishJob' | 'postponeJob' | 'deferJob'>;
  readonly leaderElection: Pick<LeaderElection, 'isLeader' | 'confirm'>;
  readonly clock: Clock;
  readonly log: Log;
  run(pending: PendingJob): Promise<JobOutcome>;
}

/** While this instance is the leader, does the jobs of a lane: in order for each phone, at the same time for different phones, until done. */
export function startOutboxWorker(deps: RunnerDeps): OutboxWorker {
  let stopped = false;
  let wanted = false;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const wake = (): void => {
    wanted = true;
    if (stopped || running) return;
    if (timer) clearTimeout(timer);
    running = round().finally(() => {
      running = null;
      if (wanted) wake();
    });
  };

  const round = async (): Promise<void> => {
    wanted = false;
    try {
      sleepUntil(deps.leaderElection.isLeader() ? await doAllDue() : null);
    } catch (error) {
      deps.log.warn({ error: errorText(error) }, 'the table of jobs cannot be read, trying again');
      sleepUntil(null);
    }
  };

  /** Returns when the next job is due; null when none waits, or it is not ours to do. */
  const doAllDue = async (): Promise<number | null> => {
    for (;;) {
      const dueAt = await deps.store.nextJobDueAt(deps.queue, deps.clock());
      if (stopped || dueAt === null || dueAt > deps.clock()) return dueAt;
      // Asked before the jobs are read: what another leader does meanwhile is none of them.
      if (!(await deps.leaderElection.confirm())) return null;
      // Somebody was faster: nothing to hurry for.
      if ((await runDueJobs(deps)) === 0) return null;
    }
  };

  const sleepUntil = (dueAt: number | null): void => {
    if (stopped) return;
    const sleep = dueAt === null ? LONGEST_SLEEP_MS : Math.max(0, dueAt - deps.clock());
    timer = setTimeout(wake, Math.min(sleep, LONGEST_SLEEP_MS));
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

/** Says how many there were. */
async function runDueJobs(deps: RunnerDeps): Promise<number> {
  const due = await deps.store.dueJobs(deps.queue, deps.clock(), BATCH);
  await Promise.all(due.map((pending) => attemptJob(deps, pending)));
  return due.length;
}

async function attemptJob(deps: RunnerDeps, pending: PendingJob): Promise<void> {
  try {
    if ((await deps.run(pending)) === 'later') {
      await deps.store.deferJob(pending.id, deps.clock() + LOOK_AGAIN_MS);
      return;
    }
  } catch (error) {
    if (error instanceof NotLeaderError) return;
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** pending.attempts);
    const fields = { job: pending.job.kind, mac: pending.mac, attempts: pending.attempts + 1 };
    deps.log.warn({ ...fields, error: errorText(error), retryInMs: wait }, 'a job failed, trying again');
    await deps.store.postponeJob(pending.id, deps.clock() + wait, errorText(error));
    return;
  }
  await deps.store.finishJob(pending.id);
}

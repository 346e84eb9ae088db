import { startOutboxWorker } from '../../../src/desk/outbox/worker';
import type { PendingJob } from '../../../src/desk/ports/outbox';
import { type Mac, parseMac } from '../../../src/lib/mac';
import { eventually } from '../../test-app';

const macOf = (last: number) => parseMac(`00505800000${last}`) as Mac;
const notifyJob = (id: number): PendingJob => ({
  id,
  mac: macOf(id),
  attempts: 0,
  dueAt: 0,
  job: { kind: 'notify-phone', sessionId: `session-${id}` },
});

/** A worker on a table in memory, where a postponed job is due at once. */
function openWorker(jobs: PendingJob[], faults: { run?: RunFault; finishJob?: (id: number) => void } = {}) {
  const table = new Map(jobs.map((job) => [job.id, job]));
  const runs: number[] = [];
  const logged: Record<string, unknown>[] = [];
  const log = (fields: object) => void logged.push({ ...fields });
  const worker = startOutboxWorker({
    queue: 'phones',
    store: {
      dueJobs: async () => [...table.values()],
      nextJobDueAt: async () => (table.size > 0 ? 0 : null),
      async finishJob(id) {
        faults.finishJob?.(id);
        table.delete(id);
      },
      postponeJob: async () => undefined,
      deferJob: async () => undefined,
    },
    leaderElection: { isLeader: () => true, confirm: async () => true },
    clock: () => 1_000,
    log: { debug: log, info: log, warn: log, error: log },
    async run({ id }) {
      runs.push(id);
      await faults.run?.(id, runs.filter((each) => each === id).length);
      return 'done';
    },
    giveUp: async () => false,
  });
  return { worker, runs, logged, isEmpty: () => table.size === 0 };
}

type RunFault = (id: number, times: number) => Promise<void>;

/** Fails the first time only. */
function once(error: Error): () => void {
  let failed = false;
  return () => {
    if (failed) return;
    failed = true;
    throw error;
  };
}

describe('a job is done at least once, and a repetition is logged with the phone', () => {
  test('when Asterisk did not answer although the NOTIFY went out', async () => {
    const { worker, runs, logged, isEmpty } = openWorker([notifyJob(1)], {
      run: async (_id, times) => {
        if (times === 1) throw new Error('no answer from AMI in time');
      },
    });
    await eventually(isEmpty);
    await worker.stop();
    expect(runs).toEqual([1, 1]);
    expect(logged).toEqual([
      expect.objectContaining({
        event: 'job.failed',
        job: 'notify-phone',
        mac: macOf(1),
        error: 'no answer from AMI in time',
      }),
    ]);
  });

  test('when it could not be removed from the table', async () => {
    const { worker, runs, logged, isEmpty } = openWorker([notifyJob(1)], {
      finishJob: once(new Error('connection lost')),
    });
    await eventually(isEmpty);
    await worker.stop();
    expect(runs).toEqual([1, 1]);
    expect(logged).toContainEqual(
      expect.objectContaining({ event: 'job.not-finished', job: 'notify-phone', mac: macOf(1) }),
    );
  });
});

test('a running job is not repeated because another job could not be removed', async () => {
  const { promise: answered, resolve: answer } = deferred();
  const { worker, runs, isEmpty } = openWorker([notifyJob(1), notifyJob(2)], {
    run: async (id) => {
      if (id === 2) await answered;
    },
    finishJob: (
      (fail) => (id: number) =>
        id === 1 && fail()
    )(once(new Error('connection lost'))),
  });
  await eventually(() => runs.length === 2);
  // Longer than a worker sleeps after a fault.
  worker.wake();
  await new Promise((resolve) => setTimeout(resolve, 50));
  worker.wake();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(runs).toEqual([1, 2]);
  answer();
  await eventually(isEmpty);
  await worker.stop();
  expect(runs).toEqual([1, 2, 1]);
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

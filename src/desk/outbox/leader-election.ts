import { errorText } from '../../lib/errors';
import type { Leases } from '../ports/leases';
import type { Log } from '../ports/log';

/** The holder of this lease works the outbox and watches contacts. */
export const LEADER_LEASE = 'leader';
const LEASE_MS = 6_000;
const RENEW_MS = 2_000;
/** We stop acting this long before the lease ends, so that running work is over by then. */
const MARGIN_MS = 1_000;

/** Elects one leader among the instances that share the database. */
export interface LeaderElection {
  /** Answers from memory. False as soon as the last lease may have expired. */
  isLeader(): boolean;
  /** Renews the lease in the database. False also when the database does not answer. */
  confirm(): Promise<boolean>;
  /** Calls back when this instance becomes the leader or loses leadership. Returns the function that unsubscribes. */
  onChange(listener: (isLeader: boolean) => void): () => void;
  /** Releases the lease for the other instances. */
  stop(): Promise<void>;
}

export interface LeaderElectionDeps {
  readonly leases: Leases;
  /** A unique id of this instance, never used before; at most 36 characters. */
  readonly holder: string;
  /** Milliseconds of a monotonic clock that also runs while the process is frozen. */
  readonly monotonic: () => number;
  readonly log: Log;
}

/** Requests the lease now and every two seconds, to renew it or to take over when its holder is gone. */
export function startLeaderElection({ leases, holder, monotonic, log }: LeaderElectionDeps): LeaderElection {
  const listeners = new Set<(isLeader: boolean) => void>();
  let leaseUntil = Number.NEGATIVE_INFINITY;
  let publishedRole = false;
  let pendingRenewal: Promise<boolean> | null = null;
  let stopped = false;

  const isLeader = (): boolean => !stopped && monotonic() < leaseUntil;

  const publishRole = (): void => {
    const now = isLeader();
    if (now === publishedRole) return;
    publishedRole = now;
    if (now) log.info({ event: 'leader.elected', holder }, 'this instance is the leader now');
    else log.info({ event: 'leader.lost', holder }, 'lost leadership; another instance takes over');
    for (const listener of [...listeners]) listener(now);
  };

  const renewLease = async (): Promise<boolean> => {
    const requestedAt = monotonic();
    let isGranted = false;
    try {
      isGranted = await leases.take(LEADER_LEASE, holder, LEASE_MS);
      leaseUntil = isGranted ? requestedAt + LEASE_MS - MARGIN_MS : Number.NEGATIVE_INFINITY;
    } catch (error) {
      // The lease that we hold stays valid until it expires.
      log.debug({ event: 'leader.renewal-failed', error: errorText(error) }, 'cannot renew the leader lease');
    }
    publishRole();
    return isGranted && isLeader();
  };

  /** One renewal at a time: a late answer must not overwrite a newer one. */
  const renewInTurn = (): Promise<boolean> => {
    const renewal: Promise<boolean> = (pendingRenewal ?? Promise.resolve()).then(renewLease).finally(() => {
      if (pendingRenewal === renewal) pendingRenewal = null;
    });
    pendingRenewal = renewal;
    return renewal;
  };

  const timer = setInterval(() => {
    // Also notices a lease that expired while the database is unreachable.
    publishRole();
    if (!pendingRenewal) void renewInTurn();
  }, RENEW_MS);
  timer.unref();
  void renewInTurn();

  return {
    isLeader,
    confirm: async () => !stopped && (await renewInTurn()),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      clearInterval(timer);
      await pendingRenewal;
      const wasLeader = isLeader();
      stopped = true;
      listeners.clear();
      if (!wasLeader) return;
      try {
        await leases.release(LEADER_LEASE, holder);
      } catch (error) {
        log.debug(
          { event: 'leader.release-failed', error: errorText(error) },
          'cannot release the leader lease; it expires by itself',
        );
      }
    },
  };
}

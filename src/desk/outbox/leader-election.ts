import type { Leases } from '../ports/leases';
import type { Log } from '../ports/log';

/** The one lease: whoever holds it does the jobs and listens for contacts. */
const NAME = 'leader';
const LEASE_MS = 6_000;
const RENEW_MS = 2_000;
/** Our own view ends so long before the lease does, so that what we have begun is over by then. */
const MARGIN_MS = 1_000;

/** Whether this instance, of all that share the database, is the one that works for all. */
export interface LeaderElection {
  /** By what is known now, without asking anybody. False as soon as the last lease may have run out. */
  isLeader(): boolean;
  /** Asks the database anew. False, too, when it does not answer. */
  confirm(): Promise<boolean>;
  /** Calls back when this instance becomes the leader, or is it no more. Returns how to stop. */
  onChange(listener: (isLeader: boolean) => void): () => void;
  /** Gives the lease to whoever asks next. */
  stop(): Promise<void>;
}

export interface LeaderElectionDeps {
  readonly leases: Leases;
  /** Names this instance, and no other that ever was; at most 36 characters. */
  readonly holder: string;
  /** Milliseconds of a clock that nobody sets and that goes on while the process is frozen. */
  readonly monotonic: () => number;
  readonly log: Log;
}

/** Asks for the leadership now, and then every two seconds: to keep it, or to have it when its holder is gone. */
export function startLeaderElection({ leases, holder, monotonic, log }: LeaderElectionDeps): LeaderElection {
  const listeners = new Set<(isLeader: boolean) => void>();
  let mineUntil = Number.NEGATIVE_INFINITY;
  let notified = false;
  let asking: Promise<boolean> | null = null;
  let stopped = false;

  const isLeader = (): boolean => !stopped && monotonic() < mineUntil;

  const publishRole = (): void => {
    const now = isLeader();
    if (now === notified) return;
    notified = now;
    log.info({ holder }, now ? 'this instance works for all now' : 'this instance works for all no more');
    for (const listener of [...listeners]) listener(now);
  };

  const ask = async (): Promise<boolean> => {
    const askedAt = monotonic();
    let isMine = false;
    try {
      isMine = await leases.take(NAME, holder, LEASE_MS);
      mineUntil = isMine ? askedAt + LEASE_MS - MARGIN_MS : Number.NEGATIVE_INFINITY;
    } catch (error) {
      // What we were promised before still holds.
      log.debug({ error: String(error) }, 'the lease of the leader could not be asked for');
    }
    publishRole();
    return isMine && isLeader();
  };

  /** One question at a time: an answer that comes late must not undo a newer one. */
  const askInTurn = (): Promise<boolean> => {
    const mine: Promise<boolean> = (asking ?? Promise.resolve()).then(ask).finally(() => {
      if (asking === mine) asking = null;
    });
    asking = mine;
    return mine;
  };

  const timer = setInterval(() => {
    // What ran out while the database is away has run out.
    publishRole();
    if (!asking) void askInTurn();
  }, RENEW_MS);
  timer.unref();
  void askInTurn();

  return {
    isLeader,
    confirm: async () => !stopped && (await askInTurn()),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      clearInterval(timer);
      await asking;
      const wasLeader = isLeader();
      stopped = true;
      listeners.clear();
      if (!wasLeader) return;
      try {
        await leases.release(NAME, holder);
      } catch (error) {
        log.debug(
          { error: String(error) },
          'the lease of the leader was not given back: it runs out by itself',
        );
      }
    },
  };
}

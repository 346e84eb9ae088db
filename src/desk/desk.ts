import type { Mac } from '../lib/mac';
import { settledWithin } from '../lib/settled-within';
import type { DeskDeps } from './deps';
import type { EndReason, Session, Token } from './model';
import { runJob } from './outbox/handlers';
import { startLeaderElection } from './outbox/leader-election';
import { leaderOnlyAsterisk, leaderOnlyPhoneCaller } from './outbox/leader-only';
import { startOutboxWorker } from './outbox/worker';
import { changePin, type PinChangeRequest } from './passwords/change-pin';
import { mustChangePin } from './passwords/hotdesk-pin';
import { createPinDrafts, type PinDrafts } from './passwords/pin-drafts';
import { createRefusalAudit } from './passwords/refusal-audit';
import { createUniformRefusalDelay } from './passwords/uniform-refusal-delay';
import type { ContactChange } from './ports/asterisk';
import type { Leases } from './ports/leases';
import type { Log } from './ports/log';
import type { JobQueue } from './ports/outbox';
import { authenticateToken, type TokenHolder } from './provisioning/authenticate-token';
import type { PhoneKind } from './provisioning/choose-template';
import type { ConfigDecision, FetchRequest, LoggedInDecision } from './provisioning/config-decision';
import { createFetchAudit } from './provisioning/fetch-audit';
import { type ConfigPreview, previewConfig } from './provisioning/preview';
import { resolveConfig } from './provisioning/resolve-config';
import { freshToken, textOf } from './provisioning/tokens';
import { onContact } from './reconcile/contact-watcher';
import { startExpiring } from './reconcile/expiry';
import { startReconciling } from './reconcile/reconcile';
import { startPurging } from './reconcile/retention';
import type { Refusal } from './refusals';
import type { Actor } from './sessions/end-session';
import { type LoginRequest, logIn } from './sessions/log-in';
import { logInByRest, type RestLoginRequest } from './sessions/log-in-by-rest';
import { type LogoutRequest, logOut, logOutFor } from './sessions/log-out';
import { markProvisioned } from './sessions/verify';
import type { DeskSettings } from './settings';

/** The heart of the house, as the doors see it. */
export interface Desk {
  logIn(request: LoginRequest): Promise<Session | Refusal>;
  logOut(request: LogoutRequest): Promise<Session | Refusal>;
  logInByRest(request: RestLoginRequest): Promise<Session | Refusal>;
  logOutFor(mac: Mac, by: Actor, reason?: EndReason): Promise<Session | Refusal>;
  changePin(request: PinChangeRequest): Promise<Session | Refusal>;
  /** Whether the user of this session must choose another PIN. */
  mustChangePin(session: Session): Promise<boolean>;
  /** What was typed on earlier pages of a PIN change. */
  readonly pinDrafts: PinDrafts;
  /** `settings`: those of now, where the caller has read them. */
  resolveConfig(request: FetchRequest, settings?: DeskSettings): Promise<ConfigDecision>;
  /** The phone of this fetch has all of its bytes, which have this hash: see DeskParts.printOf. */
  markProvisioned(decision: LoggedInDecision, configHash: string): Promise<void>;
  /** Compares sessions with FreePBX, Asterisk and the phones now, not only at its usual times. */
  reconcile(): Promise<void>;
  knows(mac: Mac): Promise<boolean>;
  /** Whose screens these are, for whoever asks from this address. `settings`: as for `serve`. */
  authenticateToken(text: string, address: string, settings?: DeskSettings): Promise<TokenHolder | null>;
  /** The text of a token, for the URLs of its phone. */
  textOf(token: Token): string;
  /** What an extension would get at a phone. Changes nothing. */
  previewConfig(extension: string, phone: PhoneKind): Promise<ConfigPreview | Refusal>;
  /** A token of its own for a phone that an admin makes. */
  newLinkToken(mac: Mac): Promise<Token>;
  stop(): Promise<void>;
}

/** Stands for the address of a token that was given as a link, to no address. */
const LINK = 'link';

/** As good as no limit, for tests. */
const MOST_DRAIN_MS = 3_600_000;

const QUEUES: readonly JobQueue[] = ['phones', 'webhooks'];

/** What the desk does not make by itself. */
type GivenDeps = Omit<DeskDeps, 'wakeOutbox' | 'recordRefusal' | 'refusalPace'> & {
  readonly leases: Leases;
  /** See leadership.ts. */
  readonly monotonic: () => number;
  /** How long `stop` lets what is under way end, in milliseconds; without it, until its end. */
  readonly drainMs?: number;
  /** Told when this instance becomes the leader, or is it no more. */
  readonly onLeader?: (isLeader: boolean) => void;
  /** Told how long each round of reconciling took, in milliseconds. */
  readonly onReconciled?: (milliseconds: number) => void;
  readonly log: Log;
};

/** Opens the desk: effects are done and contacts are watched by one of all instances, until `stop`. */
export function openDesk(given: GivenDeps): Desk {
  const leaderElection = startLeaderElection({ ...given, holder: given.newId() });
  const deps: DeskDeps = {
    ...given,
    asterisk: leaderOnlyAsterisk(given.asterisk, leaderElection),
    phoneCaller: leaderOnlyPhoneCaller(given.phoneCaller, leaderElection),
    wakeOutbox: () => {
      for (const runner of runners) runner.wake();
    },
    recordRefusal: createRefusalAudit(given, given.log),
    refusalPace: createUniformRefusalDelay(given),
  };
  const runners = QUEUES.map((queue) =>
    startOutboxWorker({ ...given, queue, leaderElection, run: (pending) => runJob(deps, pending) }),
  );
  const auditFetch = createFetchAudit(deps);
  const expiring = startExpiring(deps, given.log);
  const purging = startPurging(deps, given.log, leaderElection.isLeader);
  const contacts = inOrder<ContactChange>(
    async (change) => {
      if (leaderElection.isLeader()) await onContact(deps, change);
    },
    (error) => given.log.warn({ error: String(error) }, 'a contact could not be looked at'),
  );
  const reconciler = startReconciling(deps, given.log, leaderElection.isLeader, given.onReconciled);
  leaderElection.onChange((isLeader) => {
    given.onLeader?.(isLeader);
    if (!isLeader) return;
    deps.wakeOutbox();
    void reconciler.run();
  });
  const stopWatching = given.asterisk.onContact(contacts.add);
  return {
    logIn: (request) => logIn(deps, request),
    logOut: (request) => logOut(deps, request),
    logInByRest: (request) => logInByRest(deps, request),
    logOutFor: (mac, by, reason) => logOutFor(deps, mac, by, reason),
    changePin: (request) => changePin(deps, request),
    pinDrafts: createPinDrafts(deps),
    mustChangePin: ({ extension, allowedBy }) => mustChangePin(deps, extension, allowedBy),
    async resolveConfig(request, settings) {
      const decision = await resolveConfig(deps, request, settings ?? (await deps.store.settings()));
      if (decision.kind === 'logged-in') {
        await auditFetch(decision.session, request.address, request.tokenText !== null);
      }
      return decision;
    },
    markProvisioned: (decision, configHash) => markProvisioned(deps, decision.session, configHash),
    reconcile: reconciler.run,
    knows: async (mac) => (await deps.store.phone(mac)) !== null,
    authenticateToken: async (text, address, settings) =>
      authenticateToken(deps, text, address, settings ?? (await deps.store.settings())),
    textOf: (token) => textOf(deps, token),
    previewConfig: (extension, phone) => previewConfig(deps, extension, phone),
    newLinkToken: (mac) => freshToken(deps, mac, LINK),
    async stop() {
      stopWatching();
      expiring.stop();
      const ending = [purging.stop(), reconciler.stop(), ...runners.map((runner) => runner.stop())];
      const ended = await settledWithin(
        Promise.all([...ending, contacts.idle()]),
        given.drainMs ?? MOST_DRAIN_MS,
      );
      if (!ended)
        given.log.warn({ event: 'desk.cut' }, 'work did not end in time: what was not done is done later');
      await leaderElection.stop();
    },
  };
}

/** Does things one after the other; one that fails does not keep the next from its turn. */
function inOrder<T>(handle: (item: T) => Promise<void>, failed: (error: unknown) => void) {
  let tail: Promise<void> = Promise.resolve();
  return {
    add: (item: T): void => {
      tail = tail.then(() => handle(item)).catch(failed);
    },
    idle: () => tail,
  };
}

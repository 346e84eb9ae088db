import type { Mac } from '../lib/mac';
import { settledWithin } from '../lib/settled-within';
import { createAuditBudget } from './audit-budget';
import type { IncompletePbx } from './census/losses';
import { type Confirmation, watchCensus } from './census/watch-census';
import type { DeskDeps } from './deps';
import { createEntryBudget, MAX_EXTENSIONS, RATE_PER_EXTENSION } from './entry-budget';
import type { DeskEvent } from './events';
import { RATE_OF_REGISTRATIONS } from './limited-audit';
import { logEvents } from './log-events';
import type { EndReason, Session, Token } from './model';
import { giveUpIfRefused } from './outbox/give-up';
import { runJob } from './outbox/handlers';
import { startLeaderElection } from './outbox/leader-election';
import { leaderOnlyAsterisk, leaderOnlyPhoneCaller } from './outbox/leader-only';
import { startOutboxWorker } from './outbox/worker';
import { changePin, type PinChangeRequest } from './passwords/change-pin';
import { mustChangePin } from './passwords/hotdesk-pin';
import { createPinDrafts, type PinDrafts } from './passwords/pin-drafts';
import { createRefusalAudit } from './passwords/refusal-audit';
import { createUniformRefusalDelay } from './passwords/uniform-refusal-delay';
import type { SipEndpoint } from './ports/asterisk';
import type { CensusPart } from './ports/census';
import type { Leases } from './ports/leases';
import type { JobQueue } from './ports/outbox';
import { authenticateToken, type TokenHolder } from './provisioning/authenticate-token';
import type { PhoneKind } from './provisioning/choose-template';
import type { ConfigDecision, FetchRequest, LoggedInDecision } from './provisioning/config-decision';
import { createFetchAudit } from './provisioning/fetch-audit';
import { type FileSource, findKnownFileSource, type KnownFileSource } from './provisioning/known-file-source';
import { limitEnrolments } from './provisioning/limit-enrolments';
import { type ConfigPreview, previewConfig } from './provisioning/preview';
import { addressMayProve } from './provisioning/proofs';
import { resolveConfig } from './provisioning/resolve-config';
import { newLink } from './provisioning/tokens';
import { createTurnAwayRecord, type TurnedAway } from './provisioning/turn-away';
import { createContactQueue } from './reconcile/contact-queue';
import { handleContactChange } from './reconcile/contact-watcher';
import { startExpiryPurge } from './reconcile/expiry';
import { startReconciling } from './reconcile/reconcile';
import { startRetentionPurge } from './reconcile/retention';
import type { Refusal } from './refusals';
import type { Actor } from './sessions/end-session';
import { type Login, type LoginRequest, logIn } from './sessions/log-in';
import { logInByRest, type RestLoginRequest } from './sessions/log-in-by-rest';
import { type LogoutRequest, logOut, logOutFor } from './sessions/log-out';
import { markProvisioned } from './sessions/verify';
import type { DeskSettings } from './settings';

/** The domain as the phone server and the admin API see it. */
export interface Desk {
  logIn(request: LoginRequest): Promise<Login | Refusal>;
  logOut(request: LogoutRequest): Promise<Session | Refusal>;
  logInByRest(request: RestLoginRequest): Promise<Session | Refusal>;
  logOutFor(mac: Mac, by: Actor, reason?: EndReason): Promise<Session | Refusal>;
  changePin(request: PinChangeRequest): Promise<Session | Refusal>;
  /** Whether the user of this session must choose a new PIN. */
  mustChangePin(session: Session): Promise<boolean>;
  /** Input from earlier pages of a PIN change. */
  readonly pinDrafts: PinDrafts;
  /** `settings`: the current ones, if the caller has read them already. */
  resolveConfig(request: FetchRequest, settings?: DeskSettings): Promise<ConfigDecision>;
  /** The phone received this config completely. `configHash`: see DeskDeps.configHashOf. */
  markProvisioned(decision: LoggedInDecision, configHash: string): Promise<void>;
  /** Compares sessions with FreePBX, Asterisk and the phones now, in addition to the regular rounds. */
  reconcile(): Promise<void>;
  isKnownPhone(mac: Mac): Promise<boolean>;
  /** The brand of a known phone; null for an unknown one. */
  storedBrandOf(mac: Mac): Promise<string | null>;
  /** The known phone behind a request for a file; null for a stranger. */
  findKnownFileSource(source: FileSource): Promise<KnownFileSource | null>;
  /** Records that a phone got no config, in the log and the audit, within limits. Never fails. */
  turnAway(phone: TurnedAway): Promise<void>;
  /** Finds the phone behind a token in a screen URL. `settings`: as for `resolveConfig`. */
  authenticateToken(text: string, address: string, settings?: DeskSettings): Promise<TokenHolder | null>;
  /** What an extension would get at a phone. Read-only. */
  previewConfig(extension: string, phone: PhoneKind): Promise<ConfigPreview | Refusal>;
  /** What an incomplete PBX has lost, by the last census; null while it is complete. */
  incompletePbx(): IncompletePbx | null;
  /** The number of extensions that FreePBX had when it was last complete. The limits of attempts grow with it. */
  extensionCount(): Promise<number>;
  /** Whether an extension cannot be found because the PBX is incomplete. */
  isLost(extension: string): Promise<boolean>;
  /** Accepts that rows are missing: the PBX is complete without them. `counts`: what the admin knows to be missing. */
  confirmLosses(counts: Readonly<Record<CensusPart, number>>, by: Actor): Promise<Confirmation>;
  /** Creates the link of a phone that an admin creates. */
  newLink(mac: Mac): Token;
  /** Whether Asterisk has a contact of this endpoint at an address. */
  hasContactAt(endpoint: SipEndpoint, address: string): Promise<boolean>;
  /** Whether an address may prove that a request comes from this phone: see proofs.ts. */
  addressMayProve(mac: Mac, address: string, settings: DeskSettings): Promise<boolean>;
  stop(): Promise<void>;
}

/** Effectively no limit, for tests. */
const UNLIMITED_DRAIN_MS = 3_600_000;

const QUEUES: readonly JobQueue[] = ['phones', 'webhooks'];

/** What the composition root passes in. */
type DeskOptions = Omit<
  DeskDeps,
  | 'wakeOutbox'
  | 'census'
  | 'auditBudget'
  | 'enrolNow'
  | 'pinChangeEntries'
  | 'registrationEntries'
  | 'recordRefusal'
  | 'uniformRefusalDelay'
  | 'extensionCount'
> & {
  readonly leases: Leases;
  /** See leader-election.ts. */
  readonly monotonic: () => number;
  /** How long `stop` waits for running work, in milliseconds. Without it, until the work ends. */
  readonly remainingDrainMs?: () => number;
  /** Called when this instance becomes the leader or loses leadership. */
  readonly onLeader?: (isLeader: boolean) => void;
  /** Called with the duration of each reconcile round, in milliseconds. */
  readonly onReconciled?: (milliseconds: number) => void;
};

/** Opens the desk. Until `stop`, the leader among all instances works the outbox and watches contacts. */
export function openDesk(options: DeskOptions): Desk {
  const auditBudget = createAuditBudget({
    clock: options.clock,
    write: (entry) => options.store.transaction((tx) => tx.addAudit(entry)),
  });
  const leaderElection = startLeaderElection({ ...options, holder: options.newId() });
  const writeLine = logEvents(options);
  const publish = (event: DeskEvent): void => {
    writeLine(event);
    options.publish(event);
  };
  const census = watchCensus({ ...options, publish }, leaderElection.isLeader);
  const deps: DeskDeps = {
    ...options,
    publish,
    asterisk: leaderOnlyAsterisk(options.asterisk, leaderElection),
    phoneCaller: leaderOnlyPhoneCaller(options.phoneCaller, leaderElection),
    wakeOutbox: () => {
      for (const worker of workers) worker.wake();
    },
    auditBudget,
    enrolNow: limitEnrolments(options.clock, options.log),
    pinChangeEntries: createEntryBudget(options.clock, RATE_PER_EXTENSION, MAX_EXTENSIONS),
    registrationEntries: createEntryBudget(options.clock, RATE_OF_REGISTRATIONS, MAX_EXTENSIONS),
    recordRefusal: createRefusalAudit(options, auditBudget, options.log),
    census,
    extensionCount: census.extensionCount,
    uniformRefusalDelay: createUniformRefusalDelay(options),
  };
  const workers = QUEUES.map((queue) =>
    startOutboxWorker({
      ...options,
      queue,
      leaderElection,
      run: (pending) => runJob(deps, pending),
      giveUp: (pending, error) => giveUpIfRefused(deps, pending, error),
    }),
  );
  const auditFetch = createFetchAudit(deps);
  const expiryPurge = startExpiryPurge(deps, options.log);
  const retentionPurge = startRetentionPurge(deps, options.log, leaderElection.isLeader);
  const contacts = createContactQueue(async (change) => {
    if (leaderElection.isLeader()) await handleContactChange(deps, change);
  }, options);
  const reconciler = startReconciling(deps, options.log, leaderElection.isLeader, options.onReconciled);
  leaderElection.onChange((isLeader) => {
    options.onLeader?.(isLeader);
    if (!isLeader) return;
    deps.wakeOutbox();
    void reconciler.run();
  });
  const stopWatching = options.asterisk.onContact(contacts.add);
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
    isKnownPhone: async (mac) => (await deps.store.phone(mac)) !== null,
    storedBrandOf: async (mac) => (await deps.store.phone(mac))?.brand ?? null,
    findKnownFileSource: (source) => findKnownFileSource(deps, source),
    turnAway: createTurnAwayRecord(deps),
    authenticateToken: async (text, address, settings) =>
      authenticateToken(deps, text, address, settings ?? (await deps.store.settings())),
    previewConfig: (extension, phone) => previewConfig(deps, extension, phone),
    incompletePbx: census.known,
    extensionCount: census.extensionCount,
    isLost: census.isLost,
    confirmLosses: census.confirm,
    newLink,
    hasContactAt: async (endpoint, address) =>
      (await deps.asterisk.contacts(endpoint)).some((contact) => contact.address === address),
    addressMayProve: (mac, address, settings) => addressMayProve(deps, mac, address, settings),
    async stop() {
      stopWatching();
      expiryPurge.stop();
      census.stop();
      const stopping = [retentionPurge.stop(), reconciler.stop(), ...workers.map((worker) => worker.stop())];
      const drained = await settledWithin(
        Promise.all([...stopping, contacts.idle()]),
        options.remainingDrainMs?.() ?? UNLIMITED_DRAIN_MS,
      );
      if (!drained)
        options.log.warn(
          { event: 'desk.drain-timeout' },
          'running work did not end in time; unfinished jobs are retried after the restart',
        );
      await leaderElection.stop();
    },
  };
}

import type { Mac } from '../lib/mac';
import { settledWithin } from '../lib/settled-within';
import { changePin, type PinChangeRequest } from './change-pin';
import type { PhoneKind } from './choose-template';
import { startEffectsRunner } from './effects-runner';
import type { Doer } from './end-session';
import { createFetchAudit } from './fetch-audit';
import { startForgetting } from './forget';
import { startLeadership } from './leadership';
import { type LoginRequest, logIn } from './log-in';
import { logInByRest, type RestLoginRequest } from './log-in-by-rest';
import { type LogoutRequest, logOut, logOutFor } from './log-out';
import type { EndReason, Session, Token } from './model';
import { onlyTheLeaderActs, onlyTheLeaderCalls } from './only-the-leader';
import { mustChangePin } from './own-pin';
import type { DeskParts } from './parts';
import { createPinDrafts, type PinDrafts } from './pin-drafts';
import type { ContactChange } from './ports/asterisk';
import type { Leases } from './ports/leases';
import type { Log } from './ports/log';
import type { EffectLane } from './ports/outbox';
import { lookAhead, type Outlook } from './preview';
import { startReconciling } from './reconcile';
import { createRefusalAudit } from './refusal-audit';
import { createRefusalPace } from './refusal-pace';
import type { Refusal } from './refusals';
import { startPurging } from './retention';
import { runEffect } from './run-effect';
import { type FetchRequest, type LoggedIn, type Serving, serve } from './serve';
import type { DeskSettings } from './settings';
import { freshToken, textOf } from './tokens';
import { markServed } from './verify';
import { onContact } from './watch-contacts';
import { type TokenHolder, whoseToken } from './whose-token';

/** The heart of the house, as the doors see it. */
export interface Desk {
  logIn(request: LoginRequest): Promise<Session | Refusal>;
  logOut(request: LogoutRequest): Promise<Session | Refusal>;
  logInByRest(request: RestLoginRequest): Promise<Session | Refusal>;
  logOutFor(mac: Mac, by: Doer, reason?: EndReason): Promise<Session | Refusal>;
  changePin(request: PinChangeRequest): Promise<Session | Refusal>;
  /** Whether the user of this session must choose another PIN. */
  mustChangePin(session: Session): Promise<boolean>;
  /** What was typed on earlier pages of a PIN change. */
  readonly pinDrafts: PinDrafts;
  /** `settings`: those of now, where the caller has read them. */
  serve(request: FetchRequest, settings?: DeskSettings): Promise<Serving>;
  /** The phone of this fetch has all of its bytes, which have this hash: see DeskParts.printOf. */
  markServed(serving: LoggedIn, configHash: string): Promise<void>;
  /** Compares sessions with FreePBX, Asterisk and the phones now, not only at its usual times. */
  reconcile(): Promise<void>;
  knows(mac: Mac): Promise<boolean>;
  /** Whose screens these are, for whoever asks from this address. `settings`: as for `serve`. */
  whoseToken(text: string, address: string, settings?: DeskSettings): Promise<TokenHolder | null>;
  /** The text of a token, for the URLs of its phone. */
  textOf(token: Token): string;
  /** What an extension would get at a phone. Changes nothing. */
  lookAhead(extension: string, phone: PhoneKind): Promise<Outlook | Refusal>;
  /** A token of its own for a phone that an admin makes. */
  newLinkToken(mac: Mac): Promise<Token>;
  stop(): Promise<void>;
}

/** Stands for the address of a token that was given as a link, to no address. */
const LINK = 'link';

/** As good as no limit, for tests. */
const MOST_DRAIN_MS = 3_600_000;

const LANES: readonly EffectLane[] = ['phones', 'webhooks'];

/** What the desk does not make by itself. */
type GivenParts = Omit<DeskParts, 'effectsAwait' | 'noteRefusal' | 'refusalPace'> & {
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
export function openDesk(given: GivenParts): Desk {
  const leadership = startLeadership({ ...given, holder: given.newId() });
  const parts: DeskParts = {
    ...given,
    asterisk: onlyTheLeaderActs(given.asterisk, leadership),
    phoneCaller: onlyTheLeaderCalls(given.phoneCaller, leadership),
    effectsAwait: () => {
      for (const runner of runners) runner.wake();
    },
    noteRefusal: createRefusalAudit(given, given.log),
    refusalPace: createRefusalPace(given),
  };
  const runners = LANES.map((lane) =>
    startEffectsRunner({ ...given, lane, leadership, run: (pending) => runEffect(parts, pending) }),
  );
  const auditFetch = createFetchAudit(parts);
  const forgetting = startForgetting(parts, given.log);
  const purging = startPurging(parts, given.log, leadership.isLeader);
  const contacts = inOrder<ContactChange>(
    async (change) => {
      if (leadership.isLeader()) await onContact(parts, change);
    },
    (error) => given.log.warn({ error: String(error) }, 'a contact could not be looked at'),
  );
  const reconciler = startReconciling(parts, given.log, leadership.isLeader, given.onReconciled);
  leadership.onChange((isLeader) => {
    given.onLeader?.(isLeader);
    if (!isLeader) return;
    parts.effectsAwait();
    void reconciler.run();
  });
  const stopWatching = given.asterisk.onContact(contacts.add);
  return {
    logIn: (request) => logIn(parts, request),
    logOut: (request) => logOut(parts, request),
    logInByRest: (request) => logInByRest(parts, request),
    logOutFor: (mac, by, reason) => logOutFor(parts, mac, by, reason),
    changePin: (request) => changePin(parts, request),
    pinDrafts: createPinDrafts(parts),
    mustChangePin: ({ extension, allowedBy }) => mustChangePin(parts, extension, allowedBy),
    async serve(request, settings) {
      const serving = await serve(parts, request, settings ?? (await parts.store.settings()));
      if (serving.kind === 'logged-in') {
        await auditFetch(serving.session, request.address, request.tokenText !== null);
      }
      return serving;
    },
    markServed: (serving, configHash) => markServed(parts, serving.session, configHash),
    reconcile: reconciler.run,
    knows: async (mac) => (await parts.store.phone(mac)) !== null,
    whoseToken: async (text, address, settings) =>
      whoseToken(parts, text, address, settings ?? (await parts.store.settings())),
    textOf: (token) => textOf(parts, token),
    lookAhead: (extension, phone) => lookAhead(parts, extension, phone),
    newLinkToken: (mac) => freshToken(parts, mac, LINK),
    async stop() {
      stopWatching();
      forgetting.stop();
      const ending = [purging.stop(), reconciler.stop(), ...runners.map((runner) => runner.stop())];
      const ended = await settledWithin(
        Promise.all([...ending, contacts.idle()]),
        given.drainMs ?? MOST_DRAIN_MS,
      );
      if (!ended)
        given.log.warn({ event: 'desk.cut' }, 'work did not end in time: what was not done is done later');
      await leadership.stop();
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

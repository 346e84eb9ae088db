import { isIP } from 'node:net';
import { isInNetworks } from '../../lib/ip';
import type { DeskDeps } from '../deps';
import type { Phone, Session, SipAccount, Token, Via } from '../model';
import type { DeskSettings } from '../settings';
import type { TemplateChoice } from './choose-template';
import { chooseTemplate } from './choose-template';
import type { ConfigDecision, FetchRequest, LoggedInDecision } from './config-decision';
import { enrolmentRefusal } from './enrolment';
import { identifyToken } from './identify-token';
import { addressAuthorises, tokenAuthorises } from './proofs';
import { recordClaims, recordProven, withClaims } from './record-phone';
import { freshPageToken, lastingPageToken, pageTokenAfter, sessionTokenOf } from './tokens';
import type { TurnAwayReason } from './turn-away';

/**
 * Decides what a fetch gets. Only the phone of the session gets the account: by the session token, or by what proofs.ts
 * accepts in its place. Any other fetch gets a default login and leaves the session untouched.
 */
export async function resolveConfig(
  deps: DeskDeps,
  request: FetchRequest,
  settings: DeskSettings,
): Promise<ConfigDecision> {
  const token = await tokenOf(deps, request);
  const session = await deps.store.activeSessionAt(request.mac);
  if (session && (await isProven(deps, session, token, request, settings)))
    return resolveSessionConfig(deps, request, settings, session, token);
  return resolveDefaultLogin(deps, request, settings, session, token);
}

/** The token of the request; null if it was issued to another MAC. */
async function tokenOf(deps: DeskDeps, request: FetchRequest): Promise<Token | null> {
  if (request.tokenText === null) return null;
  const token = await identifyToken(deps, request.tokenText);
  return token?.mac === request.mac ? token : null;
}

async function isProven(
  deps: DeskDeps,
  session: Session,
  token: Token | null,
  { tokenText, address }: FetchRequest,
  settings: DeskSettings,
): Promise<boolean> {
  if (token && tokenAuthorises(deps, session, token, address)) return true;
  // A text that is no token of this phone is no bare fetch either. An older token of it may be one: the phone has not
  // stored the URL of its config, or gets another one at each boot.
  if (tokenText !== null && !token) return false;
  return addressAuthorises(deps, session, address, settings);
}

async function resolveSessionConfig(
  deps: DeskDeps,
  request: FetchRequest,
  settings: DeskSettings,
  session: Session,
  shown: Token | null,
): Promise<ConfigDecision> {
  const token = sessionTokenOf(deps, session);
  const withheld: ConfigDecision = { kind: 'withheld', session, token };
  if (deps.census.known()) return withheld;
  const extension = await deps.directory.extension(session.extension);
  const account = await accountOf(deps, session);
  // Only the end of the session takes the account from its phone, not rows that a restore or an edit has taken out.
  if (!extension || !account) return withheld;
  const phone = await recordProven(deps, request, session, shown);
  const { address } = request;
  // From an unknown source: the address that is known stays, by which the contact is recognised.
  if (isIP(address) !== 0 && (session.phoneAddress !== address || session.loginAddress === null)) {
    const change = {
      phoneAddress: address,
      ...(session.loginAddress === null ? { loginAddress: address } : {}),
    };
    await deps.store.transaction((tx) => tx.updateSession(session.id, change));
  }
  const choice = await templateFor(deps, phone, session.extension);
  return { kind: 'logged-in', phone, token, settings, session, extension, account, choice };
}

/** The current config of a session's phone, fetched by the session token; null if it would get no account. */
export async function configDecisionOf(deps: DeskDeps, session: Session): Promise<LoggedInDecision | null> {
  const [settings, phone, extension, account] = await Promise.all([
    deps.store.settings(),
    deps.store.phone(session.mac),
    deps.directory.extension(session.extension),
    accountOf(deps, session),
  ]);
  if (!phone || !extension || !account) return null;
  const choice = await templateFor(deps, phone, session.extension);
  const token = sessionTokenOf(deps, session);
  return { kind: 'logged-in', phone, token, settings, session, extension, account, choice };
}

/**
 * The account of a session's phone; null if FreePBX has none. A device that FreePBX has converted keeps its technology until the
 * session follows: see follow-account.ts.
 */
async function accountOf(
  { directory }: Pick<DeskDeps, 'directory'>,
  { extension, endpoint, technology }: Session,
): Promise<SipAccount | null> {
  const account = await directory.sipAccount(extension);
  return account?.endpoint === endpoint ? { ...account, technology } : account;
}

/** The template that an extension gets at a phone. */
export async function templateFor(deps: DeskDeps, phone: Phone, extension: string): Promise<TemplateChoice> {
  const [mappings, templates] = await Promise.all([
    deps.store.mappingsOf(extension, phone.brand),
    deps.store.templatesOf(phone.brand),
  ]);
  return chooseTemplate(phone, mappings, templates);
}

async function resolveDefaultLogin(
  deps: DeskDeps,
  request: FetchRequest,
  settings: DeskSettings,
  activeSession: Session | null,
  token: Token | null,
): Promise<ConfigDecision> {
  const known = await deps.store.phone(request.mac);
  const reason = known ? null : whyNotEnrolled(deps, request, settings);
  if (reason) return { kind: 'absent', reason };
  const issued = tokenToIssue(deps, request, settings, activeSession, token);
  // First: a phone that is known already is never audited as enrolled.
  if (!known) await auditEnrolled(deps, request);
  // An unproven fetch for a phone in use must not change its row, which has the address of the real phone.
  const recorded = activeSession && known ? known : await recordClaims(deps, request, settings, known, token);
  const phone = withClaims(recorded, request);
  return { kind: 'logged-out', phone, token: issued, settings, isNew: known === null };
}

/** Why an unknown phone is turned away; null if it is enrolled. */
function whyNotEnrolled(
  deps: DeskDeps,
  { brand, address }: FetchRequest,
  settings: DeskSettings,
): TurnAwayReason | null {
  const refusal = enrolmentRefusal(settings, brand, address);
  if (refusal) return refusal;
  return deps.enrolNow(isInNetworks(address, settings.internalNetworks)) ? null : 'too-many-enrolments';
}

/**
 * The token in the URLs of a default login. No session ever had it. A phone keeps its page token or link; one that shows
 * the token of an ended session gets a page token in its place.
 */
function tokenToIssue(
  deps: DeskDeps,
  { mac, address }: FetchRequest,
  settings: DeskSettings,
  activeSession: Session | null,
  token: Token | null,
): Token {
  if (token?.kind === 'page' || token?.kind === 'link') return token;
  if (token && token.id !== activeSession?.tokenId) return pageTokenAfter(deps, token.id, mac, address);
  // Where a token is the only accepted proof, each fetch without one gets its own.
  const isLasting = isInNetworks(address, settings.internalNetworks) && !settings.requireToken;
  return isLasting ? lastingPageToken(deps, mac, address) : freshPageToken(deps, mac);
}

/** The phone was not created by an admin. Its first fetch enrolled it. */
function auditEnrolled(deps: DeskDeps, { mac, brand, model, address }: FetchRequest): Promise<void> {
  return deps.auditBudget.record({
    at: deps.clock(),
    actor: `phone ${mac}`,
    action: 'phone-enrolled',
    mac,
    extension: null,
    address,
    details: { brand, model },
  });
}

/** The `via` of a logged-out phone, so that its URLs keep the PBX address that it used. */
export function viaOf(settings: DeskSettings, request: { host: string | null; address: string }): Via | null {
  const { internalAddress, externalAddress } = settings;
  if (request.host !== null && request.host === externalAddress) return 'external';
  if (request.host !== null && request.host === internalAddress) return 'internal';
  const preferred: Via = isInNetworks(request.address, settings.internalNetworks) ? 'internal' : 'external';
  const other: Via = preferred === 'internal' ? 'external' : 'internal';
  const isSet = { internal: internalAddress !== null, external: externalAddress !== null };
  if (isSet[preferred]) return preferred;
  return isSet[other] ? other : null;
}

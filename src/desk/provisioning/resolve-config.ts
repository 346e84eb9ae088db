import { isInNetworks } from '../../lib/ip';
import type { DeskDeps } from '../deps';
import type { Phone, Session, Token, Via } from '../model';
import type { DeskSettings } from '../settings';
import type { TemplateChoice } from './choose-template';
import { chooseTemplate } from './choose-template';
import type { ConfigDecision, FetchRequest, LoggedInDecision } from './config-decision';
import { mayEnrol } from './enrolment';
import { findToken, freshToken, lastingToken, rotateToken, tokenAuthorises } from './tokens';

/**
 * Decides what a fetch gets. Only the phone of the session gets the account: by its token or, for a login from an internal
 * network, by the address of the login. Any other fetch gets a default login and leaves the session untouched.
 */
export async function resolveConfig(
  deps: DeskDeps,
  request: FetchRequest,
  settings: DeskSettings,
): Promise<ConfigDecision> {
  const token = await tokenOf(deps, request);
  const session = await deps.store.activeSessionAt(request.mac);
  if (session && isProven(deps, session, token, request, settings)) {
    const decision = await resolveSessionConfig(deps, request, settings, session);
    if (decision) return decision;
  }
  return resolveDefaultLogin(deps, request, settings, session, token);
}

/** The token of the request; null if it was issued to another MAC. */
async function tokenOf(deps: DeskDeps, request: FetchRequest): Promise<Token | null> {
  if (request.tokenText === null) return null;
  const token = await findToken(deps, request.tokenText);
  return token?.mac === request.mac ? token : null;
}

function isProven(
  deps: DeskDeps,
  session: Session,
  token: Token | null,
  request: FetchRequest,
  settings: DeskSettings,
): boolean {
  if (token && tokenAuthorises(deps, session, token.id, request.address)) return true;
  // The login may have come from a screen that is older than the config. The phone then fetches with a newer token, from an
  // address at which it needs none.
  if ((request.tokenText !== null && !token) || settings.requireToken) return false;
  return session.addressIsProof && session.loginAddress === request.address;
}

async function resolveSessionConfig(
  deps: DeskDeps,
  request: FetchRequest,
  settings: DeskSettings,
  session: Session,
): Promise<ConfigDecision | null> {
  const extension = await deps.directory.extension(session.extension);
  const account = await deps.directory.sipAccount(session.extension);
  if (!extension || !account) return null;
  // Whatever the proof was, the phone gets the session token from now on, which was never seen before.
  const token = await deps.store.token(session.tokenId);
  if (!token) return null;
  const phone = await recordPhone(deps, request, token);
  if (session.phoneAddress !== request.address) {
    await deps.store.transaction((tx) => tx.updateSession(session.id, { phoneAddress: request.address }));
  }
  await deps.store.useToken(token.id, deps.clock());
  const choice = await templateFor(deps, phone, session.extension);
  return { kind: 'logged-in', phone, token, settings, session, extension, account, choice };
}

/** The current config of a session's phone, fetched by the session token; null if it would get no account. */
export async function configDecisionOf(deps: DeskDeps, session: Session): Promise<LoggedInDecision | null> {
  const [settings, phone, token, extension, account] = await Promise.all([
    deps.store.settings(),
    deps.store.phone(session.mac),
    deps.store.token(session.tokenId),
    deps.directory.extension(session.extension),
    deps.directory.sipAccount(session.extension),
  ]);
  if (!phone || !token || !extension || !account) return null;
  const choice = await templateFor(deps, phone, session.extension);
  return { kind: 'logged-in', phone, token, settings, session, extension, account, choice };
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
  if (!known && !mayEnrol(settings, request.brand, request.address)) return { kind: 'absent' };
  if (!known && !deps.enrolNow(isInNetworks(request.address, settings.internalNetworks)))
    return { kind: 'absent', isThrottled: true };
  const issued = await tokenToIssue(deps, request, settings, known, activeSession, token);
  // An unproven fetch for a phone in use must not change its row, which has the address of the real phone.
  const recorded =
    activeSession && known ? known : await recordPhone(deps, trustedClaims(request, known, token), issued);
  if (!known) await auditEnrolled(deps, request);
  const phone = withClaims(recorded, request);
  return { kind: 'logged-out', phone, token: issued, settings, isNew: known === null };
}

/**
 * A phone keeps its token until a session of that token has ended, so that a URL which a user has seen is worthless at the
 * next login. A link token stays with its phone for good.
 */
async function tokenToIssue(
  deps: DeskDeps,
  request: FetchRequest,
  settings: DeskSettings,
  known: Phone | null,
  activeSession: Session | null,
  token: Token | null,
): Promise<Token> {
  if (!token || token.id === activeSession?.tokenId) return issueToken(deps, request, settings);
  const issued = await rotateToken(deps, token, request.address, known?.linkTokenId ?? null);
  await deps.store.useToken(issued.id, deps.clock());
  return issued;
}

/**
 * Claims of a phone are recorded until its model is known. After that they need a proof: a login, a fetch of its session,
 * or its link token. The recorded brand and model select the apply method.
 */
function trustedClaims(request: FetchRequest, known: Phone | null, token: Token | null): FetchRequest {
  if (!known || (token !== null && token.id === known.linkTokenId)) return request;
  const acceptsClaims = known.model === null && (known.linkTokenId === null || known.brand === request.brand);
  return acceptsClaims
    ? request
    : { ...request, brand: known.brand, model: known.model, firmware: known.firmware };
}

/** Renders the default login for the claimed brand and model. It contains no secret of the real phone. */
function withClaims(phone: Phone, { brand, model }: FetchRequest): Phone {
  return { ...phone, brand, model: model ?? (phone.brand === brand ? phone.model : null) };
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

/** In internal networks the same token again, unless a token is the only accepted proof: then each fetch gets its own. */
function issueToken(deps: DeskDeps, request: FetchRequest, settings: DeskSettings): Promise<Token> {
  return isInNetworks(request.address, settings.internalNetworks) && !settings.requireToken
    ? lastingToken(deps, request.mac, request.address)
    : freshToken(deps, request.mac, request.address);
}

function recordPhone(deps: DeskDeps, request: FetchRequest, token: Token): Promise<Phone> {
  const lastSeen = { at: deps.clock(), address: request.address, tokenId: token.id };
  const { mac, brand, model, firmware } = request;
  return deps.store.recordPhone({ mac, brand, model, firmware, lastSeen });
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

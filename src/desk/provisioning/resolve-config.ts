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
 * Decides what a fetch gets. The account goes only to the phone of the session: by its token, or, for logins from
 * inside, by the very address that the login came from. Anybody else gets a default login and disturbs nothing.
 */
export async function resolveConfig(
  deps: DeskDeps,
  request: FetchRequest,
  settings: DeskSettings,
): Promise<ConfigDecision> {
  const token = await tokenOf(deps, request);
  const session = await deps.store.activeSessionAt(request.mac);
  if (session && isProven(deps, session, token, request, settings)) {
    const served = await resolveSessionConfig(deps, request, settings, session);
    if (served) return served;
  }
  return resolveDefaultLogin(deps, request, settings, session, token);
}

/** A token counts only for the MAC that it was given to. */
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
  // A page may be older than the config, and the login came through its token: the phone then asks by a newer one, from
  // where it could ask without any.
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
  // By whatever proof it came: from now on the phone has the token that nobody before knew.
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

/** What the phone of a session would get now, by the session's own token; null when it would get no account. */
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
  held: Session | null,
  token: Token | null,
): Promise<ConfigDecision> {
  const known = await deps.store.phone(request.mac);
  if (!known && !mayEnrol(settings, request.brand, request.address)) return { kind: 'absent' };
  const given = await tokenToGive(deps, request, settings, known, held, token);
  // A stranger who asks for a phone in use leaves no trace on it: its row says where the real one is.
  const noted = held && known ? known : await recordPhone(deps, believed(request, known, token), given);
  if (!known) await auditEnrolled(deps, request);
  const phone = asClaimed(noted, request);
  return { kind: 'logged-out', phone, token: given, settings, isNew: known === null };
}

/**
 * A phone keeps its token until a session that came through it has ended: what a user saw of its URLs is then worth
 * nothing at the next login. The link of a phone that an admin made is that phone's for good.
 */
async function tokenToGive(
  deps: DeskDeps,
  request: FetchRequest,
  settings: DeskSettings,
  known: Phone | null,
  held: Session | null,
  token: Token | null,
): Promise<Token> {
  if (!token || token.id === held?.tokenId) return giveToken(deps, request, settings);
  const given = await rotateToken(deps, token, request.address, known?.linkTokenId ?? null);
  await deps.store.useToken(given.id, deps.clock());
  return given;
}

/**
 * What a phone says of itself is written down until its model is known: after that only with a proof, which is a
 * login, the fetch of its session, or the link of a phone that an admin made. It decides how the phone is told.
 */
function believed(request: FetchRequest, known: Phone | null, token: Token | null): FetchRequest {
  if (!known || (token !== null && token.id === known.linkTokenId)) return request;
  const isOpen = known.model === null && (known.linkTokenId === null || known.brand === request.brand);
  return isOpen ? request : { ...request, brand: known.brand, model: known.model, firmware: known.firmware };
}

/** The file is written for whoever asks for it: it holds nothing that only the real phone may have. */
function asClaimed(phone: Phone, { brand, model }: FetchRequest): Phone {
  return { ...phone, brand, model: model ?? (phone.brand === brand ? phone.model : null) };
}

/** Nobody made this phone: it is known from now on because it asked. */
function auditEnrolled(deps: DeskDeps, { mac, brand, model, address }: FetchRequest): Promise<void> {
  return deps.store.transaction((tx) =>
    tx.addAudit({
      at: deps.clock(),
      actor: `phone ${mac}`,
      action: 'phone-enrolled',
      mac,
      extension: null,
      address,
      details: { brand, model },
    }),
  );
}

/** Inside, the same token again; but where a token alone is the proof, nobody shares one with his neighbours. */
function giveToken(deps: DeskDeps, request: FetchRequest, settings: DeskSettings): Promise<Token> {
  return isInNetworks(request.address, settings.internalNetworks) && !settings.requireToken
    ? lastingToken(deps, request.mac, request.address)
    : freshToken(deps, request.mac, request.address);
}

function recordPhone(deps: DeskDeps, request: FetchRequest, token: Token): Promise<Phone> {
  const lastSeen = { at: deps.clock(), address: request.address, tokenId: token.id };
  const { mac, brand, model, firmware } = request;
  return deps.store.recordPhone({ mac, brand, model, firmware, lastSeen });
}

/** Which of the PBX's addresses a logged-out phone came by, so that its URLs keep it there. */
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

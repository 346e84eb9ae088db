import type { TemplateChoice } from './choose-template';
import { chooseTemplate } from './choose-template';
import { mayEnrol } from './enrolment';
import type { Mac } from './mac';
import type { Extension, Phone, Session, SipAccount, Token, Via } from './model';
import { isInNetworks } from './networks';
import type { DeskParts } from './parts';
import type { DeskSettings } from './settings';
import { freshToken, lastingToken, recogniseToken } from './tokens';

/** A phone asks for its config. What it says of itself (MAC, brand, model) is a claim, not a proof. */
export interface FetchRequest {
  readonly mac: Mac;
  readonly brand: string;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly address: string;
  /** The text of the token in the URL; null for the bare file. */
  readonly tokenText: string | null;
}

/** What a fetch gets. */
export type Serving =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'logged-out';
      /** Nobody knew this MAC before. */
      readonly isNew: boolean;
      readonly phone: Phone;
      readonly token: Token;
      readonly settings: DeskSettings;
    }
  | {
      readonly kind: 'logged-in';
      readonly phone: Phone;
      readonly token: Token;
      readonly settings: DeskSettings;
      readonly session: Session;
      readonly extension: Extension;
      readonly account: SipAccount;
      readonly choice: TemplateChoice;
    };

/**
 * Decides what a fetch gets. The account goes only to the phone of the session: by its token, or, for logins from
 * inside, by the very address that the login came from. Anybody else gets a default login and disturbs nothing.
 */
export async function serve(parts: DeskParts, request: FetchRequest): Promise<Serving> {
  const settings = await parts.store.settings();
  const token = await tokenOf(parts, request);
  const session = await parts.store.activeSessionAt(request.mac);
  if (session && isProven(session, token, request, settings)) {
    const served = await serveSession(parts, request, settings, session, token);
    if (served) return served;
  }
  return serveLoggedOut(parts, request, settings, session, token);
}

/** A token counts only for the MAC that it was given to. */
async function tokenOf(parts: DeskParts, request: FetchRequest): Promise<Token | null> {
  if (request.tokenText === null) return null;
  const token = await recogniseToken(parts, request.tokenText);
  return token?.mac === request.mac ? token : null;
}

function isProven(
  session: Session,
  token: Token | null,
  request: FetchRequest,
  settings: DeskSettings,
): boolean {
  if (token) return token.id === session.tokenId;
  if (request.tokenText !== null || settings.requireToken) return false;
  return session.addressIsProof && session.loginAddress === request.address;
}

async function serveSession(
  parts: DeskParts,
  request: FetchRequest,
  settings: DeskSettings,
  session: Session,
  token: Token | null,
): Promise<Serving | null> {
  const extension = await parts.directory.extension(session.extension);
  const account = await parts.directory.sipAccount(session.extension);
  if (!extension || !account) return null;
  const sessionToken = token ?? (await parts.store.token(session.tokenId));
  if (!sessionToken) return null;
  const phone = await notePhone(parts, request, sessionToken);
  if (session.phoneAddress !== request.address) {
    await parts.store.transaction((tx) => tx.updateSession(session.id, { phoneAddress: request.address }));
  }
  await parts.store.useToken(sessionToken.id, parts.clock());
  const choice = await templateFor(parts, phone, session.extension);
  return { kind: 'logged-in', phone, token: sessionToken, settings, session, extension, account, choice };
}

async function templateFor(parts: DeskParts, phone: Phone, extension: string): Promise<TemplateChoice> {
  const [mappings, templates] = await Promise.all([
    parts.store.mappingsOf(extension, phone.brand),
    parts.store.templatesOf(phone.brand),
  ]);
  return chooseTemplate(phone, mappings, templates);
}

async function serveLoggedOut(
  parts: DeskParts,
  request: FetchRequest,
  settings: DeskSettings,
  held: Session | null,
  token: Token | null,
): Promise<Serving> {
  const known = await parts.store.phone(request.mac);
  if (!known && !mayEnrol(settings, request.brand, request.address)) return { kind: 'absent' };
  const mayKeep = token !== null && token.id !== held?.tokenId;
  if (mayKeep) await parts.store.useToken(token.id, parts.clock());
  const given = mayKeep ? token : await giveToken(parts, request, settings);
  // A stranger who asks for a phone in use leaves no trace on it: its row says where the real one is.
  const phone = held && known ? known : await notePhone(parts, request, given);
  if (!known) await auditEnrolled(parts, request);
  return { kind: 'logged-out', phone, token: given, settings, isNew: known === null };
}

/** Nobody made this phone: it is known from now on because it asked. */
function auditEnrolled(parts: DeskParts, { mac, brand, model, address }: FetchRequest): Promise<void> {
  return parts.store.transaction((tx) =>
    tx.addAudit({
      at: parts.clock(),
      actor: `phone ${mac}`,
      action: 'phone-enrolled',
      mac,
      extension: null,
      address,
      details: { brand, model },
    }),
  );
}

function giveToken(parts: DeskParts, request: FetchRequest, settings: DeskSettings): Promise<Token> {
  return isInNetworks(request.address, settings.internalNetworks)
    ? lastingToken(parts, request.mac, request.address)
    : freshToken(parts, request.mac, request.address);
}

function notePhone(parts: DeskParts, request: FetchRequest, token: Token): Promise<Phone> {
  const lastSeen = { at: parts.clock(), address: request.address, tokenId: token.id };
  const { mac, brand, model, firmware } = request;
  return parts.store.notePhone({ mac, brand, model, firmware, lastSeen });
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

import type { Desk } from '../../desk/desk';
import type { Log } from '../../desk/ports/log';
import type { LoggedIn, Serving } from '../../desk/serve';
import type { Mac } from '../../lib/mac';
import type { RequestSettings } from '../http/request-settings';
import type { Identity } from '../identify';
import type { FetchBudget } from './fetch-budget';
import type { FetchProof, GoodCopy, LastGood } from './last-good';
import { printOfRendered } from './print';
import { type RenderParts, renderConfig } from './render';

export interface FileParts extends RenderParts {
  readonly desk: Desk;
  readonly budget: FetchBudget;
  readonly lastGood: LastGood;
  readonly log: Log;
}

/** A phone asks for a file, by whatever protocol. */
export interface FileRequest {
  readonly file: string;
  /** What the request says of the phone; null when no brand asks for such a file. */
  readonly identity: Identity | null;
  readonly settings: RequestSettings;
  readonly tokenText: string | null;
  /** Where it comes from. */
  readonly source: string;
  /** What it calls itself; TFTP has no place for that. */
  readonly userAgent?: string | undefined;
  /** By which name it reached us; null when that is not said. */
  readonly host: string | null;
}

/** How much of what a stranger says is logged, in characters. */
const LONGEST_NOTE = 100;

export type FileAnswer =
  | {
      readonly kind: 'file';
      readonly contentType: string;
      readonly bytes: Buffer;
      /** To be called once the phone has it all, and only then. */
      readonly noteSent: () => void;
    }
  | { readonly kind: 'absent' }
  /** The source has used up what it may do wrong: make it wait. */
  | { readonly kind: 'too-many' };

/**
 * What a request for a file gets. A phone must boot also while the database is away: then it gets what it got last by the
 * same proof. Faults are exceptions: it may ask again.
 */
export async function serveFile(parts: FileParts, request: FileRequest): Promise<FileAnswer> {
  try {
    return await current(parts, request);
  } catch (error) {
    const copy = await parts.lastGood.find(proofOf(request));
    if (!copy) throw error;
    parts.log.warn({ mac: copy.mac, error: String(error) }, 'the last good config was served');
    return { kind: 'file', contentType: copy.contentType, bytes: copy.bytes, noteSent: () => undefined };
  }
}

/** The config as it is now. */
async function current(parts: FileParts, request: FileRequest): Promise<FileAnswer> {
  const { identity, source } = request;
  if (parts.budget.isUsedUp(source) && !(await isKnown(parts, identity))) return { kind: 'too-many' };
  if (identity?.role === 'fixed') {
    const bytes = Buffer.from(identity.content ?? '', 'utf8');
    return { kind: 'file', contentType: identity.brand.contentType, bytes, noteSent: () => undefined };
  }
  const serving = identity ? await servingFor(parts, request, identity) : ABSENT;
  if (serving.kind === 'logged-out' && serving.isNew) parts.budget.strike(source, 'unknown-mac');
  if (serving.kind === 'absent') {
    if (identity?.role !== 'absent') parts.budget.strike(source, 'no-such-file');
    noteAbsent(parts, request);
    return serving;
  }
  const { bytes, contentType } = renderConfig(parts, serving, { host: request.host, address: source });
  const { mac, brand } = serving.phone;
  const sensitive = serving.kind === 'logged-in';
  parts.log.info({ mac, brand, source, sensitive }, 'config fetched');
  if (!sensitive) return { kind: 'file', contentType, bytes, noteSent: () => undefined };
  // A default login is no loss without a database, and anybody could fill the disk with them.
  const copy = { mac, sessionId: serving.session.id, contentType, bytes };
  const configHash = printOfRendered(parts, serving, bytes);
  for (const proof of proofsFrom(parts, request, serving)) await keepCopy(parts, proof, copy);
  return { kind: 'file', contentType, bytes, noteSent: () => noteSent(parts, serving, configHash) };
}

/** Of a phone that no brand knows, an admin reads once; everything else that is not there is a phone's daily business. */
function noteAbsent({ budget, log }: FileParts, { identity, source, file, userAgent }: FileRequest): void {
  if (identity === null && budget.isNews(source)) {
    const said = { file: file.slice(0, LONGEST_NOTE), userAgent: userAgent?.slice(0, LONGEST_NOTE) };
    log.info({ source, ...said }, 'a phone of an unknown brand asked');
    return;
  }
  log.debug({ brand: identity?.brand.id, mac: identity?.mac }, 'a file that is not there was asked for');
}

/** Phones of one model may ask for one name (and say their MACs elsewhere): none may get the copy of another. */
function proofOf({ file, identity, tokenText, source }: FileRequest): FetchProof {
  return { file: `${identity?.mac ?? ''}/${file}`, tokenText, address: source };
}

/** What the phone has shown, and what it will show from now on, where it keeps the URL that this config gives it. */
function proofsFrom(parts: FileParts, request: FileRequest, { phone, token }: LoggedIn): FetchProof[] {
  const shown = proofOf(request);
  const next = { ...shown, tokenText: parts.desk.textOf(token) };
  const isNew = shown.tokenText !== next.tokenText && parts.catalogue.get(phone.brand).keepsUrl;
  return isNew ? [shown, next] : [shown];
}

/** A copy that cannot be kept (a full disk) must not keep the phone from its config. */
async function keepCopy(parts: FileParts, proof: FetchProof, copy: GoodCopy): Promise<void> {
  try {
    await parts.lastGood.keep(proof, copy);
  } catch (error) {
    parts.log.warn({ mac: copy.mac, error: String(error) }, 'the copy of a config could not be kept');
  }
}

/** Whether this may be a phone that we know, which is never held up for what others do. */
async function isKnown(parts: FileParts, identity: Identity | null): Promise<boolean> {
  if (!identity) return false;
  return identity.role !== 'config' || (identity.mac !== null && (await parts.desk.knows(identity.mac)));
}

const ABSENT: Extract<Serving, { kind: 'absent' }> = { kind: 'absent' };

async function servingFor(parts: FileParts, request: FileRequest, identity: Identity): Promise<Serving> {
  const { tokenText, source } = request;
  if (identity.role === 'absent') return ABSENT;
  const mac = identity.mac ?? (await macOfToken(parts, identity, request));
  if (mac === null) return ABSENT;
  const asked = { mac, brand: identity.brand.id, model: identity.model, firmware: identity.firmware };
  return parts.desk.serve({ ...asked, address: source, tokenText }, await request.settings.now());
}

/** A file without a MAC in its name, of a phone that says none: its link tells who it is. */
async function macOfToken(
  parts: FileParts,
  identity: Identity,
  { tokenText, source, settings }: FileRequest,
): Promise<Mac | null> {
  const holder =
    tokenText === null ? null : await parts.desk.whoseToken(tokenText, source, await settings.now());
  return holder?.phone.brand === identity.brand.id ? holder.phone.mac : null;
}

function noteSent(parts: FileParts, serving: LoggedIn, configHash: string): void {
  parts.desk.markServed(serving, configHash).catch((error: unknown) => {
    parts.log.warn({ mac: serving.phone.mac, error: String(error) }, 'a fetch could not be noted');
  });
}

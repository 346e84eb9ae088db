import type { Desk } from '../../desk/desk';
import type { Log } from '../../desk/ports/log';
import type { ConfigDecision, LoggedInDecision } from '../../desk/provisioning/config-decision';
import type { Mac } from '../../lib/mac';
import type { Identity } from '../brands/identify';
import type { FetchRateLimiter } from '../http/fetch-rate-limiter';
import type { RequestSettings } from '../http/request-settings';
import type { CachedConfig, ConfigCache, FetchProof } from './config-cache';
import { printOfRendered } from './config-hash';
import { type RenderDeps, renderConfig } from './render';

export interface FileDeps extends RenderDeps {
  readonly desk: Desk;
  readonly rateLimiter: FetchRateLimiter;
  readonly configCache: ConfigCache;
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
      readonly recordSent: () => void;
    }
  | { readonly kind: 'absent' }
  /** The source has used up what it may do wrong: make it wait. */
  | { readonly kind: 'too-many' };

/**
 * What a request for a file gets. A phone must boot also while the database is away: then it gets what it got last by the
 * same proof. Faults are exceptions: it may ask again.
 */
export async function serveFile(deps: FileDeps, request: FileRequest): Promise<FileAnswer> {
  try {
    return await current(deps, request);
  } catch (error) {
    const copy = await deps.configCache.find(proofOf(request));
    if (!copy) throw error;
    deps.log.warn({ mac: copy.mac, error: String(error) }, 'the cached config was served');
    return { kind: 'file', contentType: copy.contentType, bytes: copy.bytes, recordSent: () => undefined };
  }
}

/** The config as it is now. */
async function current(deps: FileDeps, request: FileRequest): Promise<FileAnswer> {
  const { identity, source } = request;
  if (deps.rateLimiter.isUsedUp(source) && !(await isKnown(deps, identity))) return { kind: 'too-many' };
  if (identity?.role === 'fixed') {
    const bytes = Buffer.from(identity.content ?? '', 'utf8');
    return { kind: 'file', contentType: identity.brand.contentType, bytes, recordSent: () => undefined };
  }
  const decision = identity ? await configDecisionFor(deps, request, identity) : ABSENT;
  if (decision.kind === 'logged-out' && decision.isNew) deps.rateLimiter.penalize(source, 'unknown-mac');
  if (decision.kind === 'absent') {
    if (identity?.role !== 'absent') deps.rateLimiter.penalize(source, 'no-such-file');
    recordAbsent(deps, request);
    return decision;
  }
  const { bytes, contentType } = renderConfig(deps, decision, { host: request.host, address: source });
  const { mac, brand } = decision.phone;
  const sensitive = decision.kind === 'logged-in';
  deps.log.info({ mac, brand, source, sensitive }, 'config fetched');
  if (!sensitive) return { kind: 'file', contentType, bytes, recordSent: () => undefined };
  // A default login is no loss without a database, and anybody could fill the disk with them.
  const copy = { mac, sessionId: decision.session.id, contentType, bytes };
  const configHash = printOfRendered(deps, decision, bytes);
  for (const proof of proofsFrom(deps, request, decision)) await cacheCopy(deps, proof, copy);
  return { kind: 'file', contentType, bytes, recordSent: () => recordSent(deps, decision, configHash) };
}

/** Of a phone that no brand knows, an admin reads once; everything else that is not there is a phone's daily business. */
function recordAbsent(
  { rateLimiter, log }: FileDeps,
  { identity, source, file, userAgent }: FileRequest,
): void {
  if (identity === null && rateLimiter.isNews(source)) {
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
function proofsFrom(deps: FileDeps, request: FileRequest, { phone, token }: LoggedInDecision): FetchProof[] {
  const shown = proofOf(request);
  const next = { ...shown, tokenText: deps.desk.tokenTextOf(token) };
  const isNew = shown.tokenText !== next.tokenText && deps.brandRegistry.get(phone.brand).keepsUrl;
  return isNew ? [shown, next] : [shown];
}

/** A copy that cannot be kept (a full disk) must not keep the phone from its config. */
async function cacheCopy(deps: FileDeps, proof: FetchProof, copy: CachedConfig): Promise<void> {
  try {
    await deps.configCache.keep(proof, copy);
  } catch (error) {
    deps.log.warn({ mac: copy.mac, error: String(error) }, 'the copy of a config could not be kept');
  }
}

/** Whether this may be a phone that we know, which is never held up for what others do. */
async function isKnown(deps: FileDeps, identity: Identity | null): Promise<boolean> {
  if (!identity) return false;
  return (
    identity.role !== 'config' || (identity.mac !== null && (await deps.desk.isKnownPhone(identity.mac)))
  );
}

const ABSENT: Extract<ConfigDecision, { kind: 'absent' }> = { kind: 'absent' };

async function configDecisionFor(
  deps: FileDeps,
  request: FileRequest,
  identity: Identity,
): Promise<ConfigDecision> {
  const { tokenText, source } = request;
  if (identity.role === 'absent') return ABSENT;
  const mac = identity.mac ?? (await macOfToken(deps, identity, request));
  if (mac === null) return ABSENT;
  const asked = { mac, brand: identity.brand.id, model: identity.model, firmware: identity.firmware };
  return deps.desk.resolveConfig({ ...asked, address: source, tokenText }, await request.settings.now());
}

/** A file without a MAC in its name, of a phone that says none: its link tells who it is. */
async function macOfToken(
  deps: FileDeps,
  identity: Identity,
  { tokenText, source, settings }: FileRequest,
): Promise<Mac | null> {
  const holder =
    tokenText === null ? null : await deps.desk.authenticateToken(tokenText, source, await settings.now());
  return holder?.phone.brand === identity.brand.id ? holder.phone.mac : null;
}

function recordSent(deps: FileDeps, decision: LoggedInDecision, configHash: string): void {
  deps.desk.markProvisioned(decision, configHash).catch((error: unknown) => {
    deps.log.warn({ mac: decision.phone.mac, error: String(error) }, 'a fetch could not be noted');
  });
}

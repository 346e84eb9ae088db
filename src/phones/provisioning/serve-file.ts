import type { Desk } from '../../desk/desk';
import type { Log } from '../../desk/ports/log';
import type { ConfigDecision, LoggedInDecision } from '../../desk/provisioning/config-decision';
import type { TurnAwayReason } from '../../desk/provisioning/turn-away';
import { errorText } from '../../lib/errors';
import type { Mac } from '../../lib/mac';
import type { Identity } from '../brands/identify';
import type { FetchRateLimiter, Penalty } from '../http/fetch-rate-limiter';
import { loggableFile, loggableUserAgent } from '../http/loggable';
import type { RequestSettings } from '../http/request-settings';
import type { CachedConfig, ConfigCache, FetchProof } from './config-cache';
import { configHashOfRendered, type RenderDeps, renderConfig } from './render';

export interface FileDeps extends RenderDeps {
  readonly desk: Desk;
  readonly rateLimiter: FetchRateLimiter;
  readonly configCache: ConfigCache;
  /** Whether an error means that the database cannot be reached; an overload does not count. */
  readonly isOutage: (error: unknown) => boolean;
  readonly log: Log;
}

/** A phone's request for a file, by any protocol. */
export interface FileRequest {
  readonly file: string;
  /** The phone that the request describes; null when no brand asks for such a file. */
  readonly identity: Identity | null;
  readonly settings: RequestSettings;
  readonly tokenText: string | null;
  /** The source address. */
  readonly source: string;
  /** Missing in TFTP. */
  readonly userAgent?: string | undefined;
  /** The host of the request's URL; null where the protocol has none. */
  readonly host: string | null;
}

export type FileAnswer =
  | {
      readonly kind: 'file';
      readonly contentType: string;
      readonly bytes: Buffer;
      /** Call it once the phone has received all bytes, and only then. */
      readonly recordSent: () => void;
    }
  | { readonly kind: 'absent' }
  /** The config cannot be made now, and there is no copy of it: the phone keeps the one that it has, and asks again. */
  | { readonly kind: 'later' }
  /** The source is over its limit: throttle it. */
  | { readonly kind: 'too-many' };

/**
 * Answers a file request. During a database outage, the phone of a session gets its last config, so that it can boot.
 * @throws any other error; the phone asks again.
 */
export async function serveFile(deps: FileDeps, request: FileRequest): Promise<FileAnswer> {
  try {
    return await serveCurrentFile(deps, request);
  } catch (error) {
    const copy = deps.isOutage(error) ? await findCopy(deps, request) : null;
    if (!copy) throw error;
    deps.log.warn(
      { event: 'config.served-from-cache', mac: copy.mac, error: errorText(error) },
      'served a cached config: the current one is not available',
    );
    return { kind: 'file', contentType: copy.contentType, bytes: copy.bytes, recordSent: () => undefined };
  }
}

async function serveCurrentFile(deps: FileDeps, request: FileRequest): Promise<FileAnswer> {
  const { identity, source } = request;
  if (await mustThrottle(deps, request)) {
    await turnAway(deps, request, 'rate-limit');
    return { kind: 'too-many' };
  }
  if (identity?.role === 'fixed') {
    const bytes = Buffer.from(identity.content ?? '', 'utf8');
    return { kind: 'file', contentType: identity.brand.contentType, bytes, recordSent: () => undefined };
  }
  const decision = identity ? await configDecisionFor(deps, request, identity) : ABSENT;
  if (decision.kind === 'logged-out' && decision.isNew) deps.rateLimiter.penalize(source, 'unknown-mac');
  if (decision.kind === 'absent') {
    const reason = identity === null ? 'unknown-brand' : decision.reason;
    if (reason) await turnAway(deps, request, reason);
    if (reason === 'too-many-enrolments') return { kind: 'too-many' };
    if (identity?.role !== 'absent') deps.rateLimiter.penalize(source, penaltyFor(identity));
    logMissingFile(deps, request);
    return { kind: 'absent' };
  }
  if (decision.kind === 'withheld') return serveWithheld(deps, decision, request);
  const { bytes, contentType } = renderConfig(deps, decision, { host: request.host, address: source });
  const { mac, brand } = decision.phone;
  const sensitive = decision.kind === 'logged-in';
  deps.rateLimiter
    .fetchLog(sensitive)
    .write(source, (rest) =>
      deps.log.debug({ event: 'config.fetched', mac, brand, source, sensitive, ...rest }, 'config fetched'),
    );
  if (!sensitive) return { kind: 'file', contentType, bytes, recordSent: () => undefined };
  // Default logins are not cached: an outage without them does no harm, and anyone could fill the disk with them.
  const { id: sessionId, endpoint, technology } = decision.session;
  const copy = { mac, sessionId, brand, endpoint, technology, contentType, bytes };
  const configHash = configHashOfRendered(deps, decision, bytes);
  for (const proof of proofsOf(request, decision)) await cacheCopy(deps, proof, copy);
  return { kind: 'file', contentType, bytes, recordSent: () => recordSent(deps, decision, configHash) };
}

/** The last config of a session while FreePBX has no rows for it. */
async function serveWithheld(
  { configCache, rateLimiter, log }: FileDeps,
  { session: { mac, id }, token }: Extract<ConfigDecision, { kind: 'withheld' }>,
  { identity, source }: FileRequest,
): Promise<FileAnswer> {
  const copy = await configCache.find({ tokenText: token.text });
  const isOwn = copy?.sessionId === id && copy.brand === identity?.brand.id;
  rateLimiter.fetchLog(true).write(source, (rest) => {
    const fields = { event: 'config.withheld', mac, source, fromCache: isOwn, ...rest };
    log.info(fields, 'FreePBX has no account for a session now; its phone keeps its config');
  });
  if (!isOwn) return { kind: 'later' };
  return { kind: 'file', contentType: copy.contentType, bytes: copy.bytes, recordSent: () => undefined };
}

/** Reports a phone of an unknown brand once. Other missing files are normal: phones ask for many optional ones. */
function logMissingFile(
  { rateLimiter, log }: FileDeps,
  { identity, source, file, userAgent }: FileRequest,
): void {
  if (identity === null && rateLimiter.shouldReportUnknownPhone(source)) {
    const claims = {
      file: loggableFile(file),
      userAgent: userAgent === undefined ? undefined : loggableUserAgent(userAgent),
    };
    log.info(
      { event: 'phone.unknown-brand', source, ...claims },
      'phone of an unknown brand asked for a file',
    );
    return;
  }
  const phone = { brand: identity?.brand.id, mac: identity?.mac };
  log.debug({ event: 'file.not-found', ...phone }, 'phone asked for a file that does not exist');
}

/** What gets a copy of this config: the session token, and the address of a phone that did not ask by that. */
function proofsOf(request: FileRequest, { token, phone }: LoggedInDecision): FetchProof[] {
  const byToken = { tokenText: token.text };
  return request.tokenText === token.text
    ? [byToken]
    : [byToken, { mac: phone.mac, address: request.source }];
}

/**
 * The copy for this request, by the same rules as the current config: see desk/provisioning/proofs.ts. Tokens of ended
 * sessions cannot be read now, so any token is as good as none: who has the address can ask for the bare file, too.
 */
async function findCopy(deps: FileDeps, request: FileRequest): Promise<CachedConfig | null> {
  const { identity, tokenText, source: address } = request;
  if (identity?.role !== 'config') return null;
  const isOwn = (copy: CachedConfig | null): copy is CachedConfig =>
    copy !== null && copy.brand === identity.brand.id && (identity.mac === null || copy.mac === identity.mac);
  const byToken = tokenText === null ? null : await deps.configCache.find({ tokenText });
  if (isOwn(byToken)) return byToken;
  const { mac } = identity;
  if (mac === null) return null;
  const copy = await deps.configCache.find({ mac, address });
  if (!isOwn(copy)) return null;
  const settings = await request.settings.lastKnown();
  if (!(await deps.desk.addressMayProve(copy.mac, address, settings))) return null;
  return (await deps.desk.hasContactAt(copy, address)) ? copy : null;
}

/** Only logs an error (a full disk): the phone must get its config anyway. */
async function cacheCopy(deps: FileDeps, proof: FetchProof, copy: CachedConfig): Promise<void> {
  try {
    await deps.configCache.store(proof, copy);
  } catch (error) {
    deps.log.warn(
      { event: 'config-cache.write-failed', mac: copy.mac, error: errorText(error) },
      'cannot write the copy of a config',
    );
  }
}

/** Whether the source is over its limit for such a request. Known phones at its address must not wait for it. */
async function mustThrottle(deps: FileDeps, { identity, source }: FileRequest): Promise<boolean> {
  if (identity && identity.role !== 'config') return false;
  const mac = identity?.mac ?? null;
  if (mac === null) return deps.rateLimiter.isUsedUp(source, 'no-such-file');
  return deps.rateLimiter.isUsedUp(source, 'unknown-mac') && !(await deps.desk.isKnownPhone(mac));
}

/** A config that is not there is that of an unknown MAC, which may not enrol. */
function penaltyFor(identity: Identity | null): Penalty {
  return identity?.mac ? 'unknown-mac' : 'no-such-file';
}

/** A file that is not there: no phone is turned away by that. */
const ABSENT = { kind: 'absent', reason: null } as const;

function turnAway(
  { desk }: FileDeps,
  { identity, source: address }: FileRequest,
  reason: TurnAwayReason,
): Promise<void> {
  return desk.turnAway({ reason, mac: identity?.mac ?? null, brand: identity?.brand.id ?? null, address });
}

async function configDecisionFor(
  deps: FileDeps,
  request: FileRequest,
  identity: Identity,
): Promise<ConfigDecision | typeof ABSENT> {
  const { tokenText, source } = request;
  if (identity.role === 'absent') return ABSENT;
  const mac = identity.mac ?? (await macOfToken(deps, identity, request));
  if (mac === null) return ABSENT;
  const claims = { mac, brand: identity.brand.id, model: identity.model, firmware: identity.firmware };
  return deps.desk.resolveConfig({ ...claims, address: source, tokenText }, await request.settings.current());
}

/** The MAC of the token's phone, for requests that name none. */
async function macOfToken(
  deps: FileDeps,
  identity: Identity,
  { tokenText, source, settings }: FileRequest,
): Promise<Mac | null> {
  const holder =
    tokenText === null
      ? null
      : await deps.desk.authenticateToken(tokenText, source, await settings.current());
  return holder?.phone.brand === identity.brand.id ? holder.phone.mac : null;
}

function recordSent(deps: FileDeps, decision: LoggedInDecision, configHash: string): void {
  deps.desk.markProvisioned(decision, configHash).catch((error: unknown) => {
    deps.log.warn(
      { event: 'config.fetch-not-recorded', mac: decision.phone.mac, error: errorText(error) },
      'cannot record that a phone fetched its config',
    );
  });
}

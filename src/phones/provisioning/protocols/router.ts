import express, { type Request, type Response, Router } from 'express';
import type { CertificatePolicy } from '../../../config/tls';
import type { LogBudget } from '../../../lib/log-budget';
import type { Mac } from '../../../lib/mac';
import type { Brand } from '../../brands/brand';
import { configFileName } from '../../brands/brand-facts';
import { type Identity, identifyPhone, readClaims } from '../../brands/identify';
import { isExemptFromLogin } from '../../http/auth/login-exemption';
import type { InternalSources } from '../../http/internal-sources';
import { receiveBodies } from '../../http/receive-bodies';
import { createRequestSettings, type KnownSettings, type RequestSettings } from '../../http/request-settings';
import { type CertificateLog, certificateAllows, requireCertificate } from '../../http/require-certificate';
import { sourceAddressOf } from '../../http/source-address';
import { throttleResponse } from '../../http/throttle';
import { type FileDeps, serveFile } from '../serve-file';
import { PROTOCOLS } from './index';
import type { PhoneMessage, ProvisioningProtocol } from './protocol';
import type { ReplyCredits } from './reply-credits';

/** The longest message that is read, in bytes. Config requests have a few thousand. */
export const MAX_MESSAGE_BYTES = 64_000;
/** How many names of rejected parameters are logged. */
const MAX_LOGGED_NAMES = 20;

export interface ProtocolDeps extends FileDeps {
  readonly clientCertificates: CertificatePolicy;
  readonly settings: () => Promise<KnownSettings>;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly logBudget: LogBudget;
  readonly replyCredits: ReplyCredits;
  readonly certificateLog: CertificateLog;
}

type ProtocolBrand = Brand & Required<Pick<Brand, 'protocol'>>;

/** Receives the messages of brands that use a provisioning protocol, before a request takes a place among those in work. */
export function protocolBodies({
  brandRegistry,
  clientCertificates,
  sources,
  certificateLog,
}: Pick<ProtocolDeps, 'brandRegistry' | 'clientCertificates' | 'certificateLog'> & {
  readonly sources: InternalSources;
}): Router {
  const router = Router();
  const parse = express.raw({ type: () => true, limit: MAX_MESSAGE_BYTES, inflate: false });
  const receive = receiveBodies(parse, sources);
  for (const path of candidatesByPath(brandRegistry.brands).keys())
    router.post(path, requireCertificate(clientCertificates, certificateLog), receive);
  return router;
}

/**
 * `POST` to the paths of brands that use a provisioning protocol, after `protocolBodies`. Each message is answered on its own,
 * so any instance may get the next one.
 */
export function protocolRouter(deps: ProtocolDeps): Router {
  const router = Router();
  for (const [path, candidates] of candidatesByPath(deps.brandRegistry.brands))
    router.post(path, (request, response) => answerMessage(deps, candidates, request, response));
  return router;
}

function candidatesByPath(brands: readonly Brand[]): ReadonlyMap<string, readonly ProtocolBrand[]> {
  const byPath = new Map<string, readonly ProtocolBrand[]>();
  for (const brand of brands.filter(usesProtocol)) {
    const { path } = brand.protocol;
    byPath.set(path, [...(byPath.get(path) ?? []), brand]);
  }
  return byPath;
}

function usesProtocol(brand: Brand): brand is ProtocolBrand {
  return brand.protocol !== undefined;
}

async function answerMessage(
  deps: ProtocolDeps,
  candidates: readonly ProtocolBrand[],
  request: Request,
  response: Response,
): Promise<void> {
  const source = sourceAddressOf(request);
  const body: unknown = request.body;
  let mayReply = false;
  // Parsing is the costly part, so a source over its limit is throttled before it, unless it names a known phone or may
  // reply to a config.
  if (isOverLimit(deps, source) && !(await claimsKnownPhone(deps, candidates, body))) {
    mayReply = deps.replyCredits.use(source);
    if (!mayReply) return throttleResponse(deps, response);
  }
  const received = Buffer.isBuffer(body) ? readMessage(candidates, body) : null;
  if (!received) {
    deps.rateLimiter.penalize(source, 'no-such-file');
    if (isOverLimit(deps, source)) return throttleResponse(deps, response);
    response.status(400).type('text/plain').send('bad request\n');
    return;
  }
  const { protocol, message } = received;
  logRejected(deps, source, message);
  const end = () => send(response, protocol, protocol.end(message.nonce, message.reason === 'busy'));
  const { mac, reason } = message;
  if (mac === null || (reason !== 'config-request' && reason !== 'local-change')) {
    if (!mayReply && !deps.replyCredits.use(source)) deps.rateLimiter.penalize(source, 'no-such-file');
    return end();
  }
  if (!certificateAllows(deps.certificateLog, request, mac)) {
    response.status(403).type('text/plain').send('forbidden\n');
    return;
  }
  const identity = identifySender(candidates, message, mac);
  const settings = createRequestSettings(deps.settings);
  if (!(await mayFetchWithoutLogin(deps, identity, settings, source))) {
    deps.rateLimiter.penalize(source, 'unknown-mac');
    response.status(403).type('text/plain').send('forbidden\n');
    return;
  }
  const answer = await serveFile(deps, {
    file: configFileName(identity.brand, identity.model, mac),
    identity,
    settings,
    tokenText: null,
    source,
    host: request.hostname ?? null,
    userAgent: request.get('User-Agent'),
  });
  if (answer.kind === 'too-many') return throttleResponse(deps, response);
  if (answer.kind === 'later') return send(response, protocol, protocol.end(message.nonce, true));
  if (answer.kind === 'absent') return end();
  if (reason === 'local-change' && !protocol.differsFrom(message, answer.bytes)) return end();
  response.once('finish', answer.recordSent);
  deps.replyCredits.grant(source);
  send(response, protocol, protocol.deliverConfig(message.nonce, answer.bytes));
}

function isOverLimit({ rateLimiter }: ProtocolDeps, source: string): boolean {
  return rateLimiter.isUsedUp(source, 'no-such-file') || rateLimiter.isUsedUp(source, 'unknown-mac');
}

async function claimsKnownPhone(
  { desk }: ProtocolDeps,
  candidates: readonly ProtocolBrand[],
  body: unknown,
): Promise<boolean> {
  if (!Buffer.isBuffer(body)) return false;
  for (const protocol of protocolsOf(candidates)) {
    const mac = protocol.claimedMac(body);
    if (mac !== null && (await desk.isKnownPhone(mac))) return true;
  }
  return false;
}

function protocolsOf(candidates: readonly ProtocolBrand[]): ReadonlySet<ProvisioningProtocol> {
  return new Set(candidates.map((brand) => PROTOCOLS[brand.protocol.name]));
}

/** The message, read by the first protocol of these brands that understands it; null when none does. */
function readMessage(
  candidates: readonly ProtocolBrand[],
  body: Buffer,
): { protocol: ProvisioningProtocol; message: PhoneMessage } | null {
  for (const protocol of protocolsOf(candidates)) {
    const message = protocol.read(body);
    if (message) return { protocol, message };
  }
  return null;
}

/** Where several brands share a path, the MAC decides between them. */
function identifySender(candidates: readonly ProtocolBrand[], message: PhoneMessage, mac: Mac): Identity {
  const [first] = candidates;
  if (!first) throw new Error('no brand uses this path');
  const file = configFileName(first, message.model, mac);
  const brand = identifyPhone(candidates, file, '')?.brand ?? first;
  return { ...readClaims(brand, message), brand, mac, role: 'config', content: null };
}

/** The protocol has no login, so who would need one for a file gets nothing here. */
async function mayFetchWithoutLogin(
  deps: ProtocolDeps,
  identity: Identity,
  settings: RequestSettings,
  source: string,
): Promise<boolean> {
  const { provisioningAuth } = await settings.lastKnown();
  return provisioningAuth === 'none' || isExemptFromLogin(deps, { identity, settings, source });
}

/** Anybody can send such a message, so the lines of a source are limited. */
function logRejected(
  { log, logBudget }: ProtocolDeps,
  source: string,
  { reason, rejected }: PhoneMessage,
): void {
  if (reason !== 'rejected' && (reason !== 'accepted' || rejected.length === 0)) return;
  const names = rejected
    .filter((name) => /^[\w-]{1,64}(\[\d{1,4}\])?$/.test(name))
    .slice(0, MAX_LOGGED_NAMES);
  logBudget.write(source, (rest) => {
    const fields = { source, items: rejected.length, names, ...rest };
    if (reason === 'rejected') log.info({ event: 'config.rejected', ...fields }, 'phone rejected its config');
    else log.info({ event: 'config.partly-rejected', ...fields }, 'phone rejected parts of its config');
  });
}

function send(response: Response, { contentType }: ProvisioningProtocol, bytes: Buffer): void {
  response
    .status(200)
    .set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length), 'Cache-Control': 'no-store' })
    .end(bytes);
}

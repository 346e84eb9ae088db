import express, { type Request, type Response, Router } from 'express';
import type { CertificatePolicy } from '../../../config/tls';
import type { Mac } from '../../../lib/mac';
import type { Brand } from '../../brands/brand';
import { configFileOf } from '../../brands/brand-facts';
import { type Identity, identify, readClaims } from '../../brands/identify';
import { createRequestSettings, type KnownSettings } from '../../http/request-settings';
import { isCertifiedFor, requireCertificate } from '../../http/require-certificate';
import { addressOf } from '../../http/source-address';
import { throttle } from '../../http/throttle';
import { type FileDeps, serveFile } from '../serve-file';
import { PROTOCOLS } from './index';
import type { PhoneMessage, ProtocolLanguage } from './language';

/** The longest message that is read, in bytes. Those of phones that ask for their config have a few thousand. */
const MAX_BYTES = 1_000_000;
/** How many names of parameters that a phone did not take are logged. */
const MOST_NAMES = 20;

export interface ProtocolDeps extends FileDeps {
  readonly clientCertificates: CertificatePolicy;
  readonly settings: () => Promise<KnownSettings>;
  readonly pause: (milliseconds: number) => Promise<void>;
}

type Talking = Brand & Required<Pick<Brand, 'protocol'>>;

/**
 * `POST` to the paths where phones of some brands talk with their provisioning service. Each message is answered by
 * itself, so it does not matter which instance gets the next one.
 */
export function protocolRouter(deps: ProtocolDeps): Router {
  const router = Router();
  const brands = deps.brandRegistry.brands.filter(talks);
  for (const path of new Set(brands.map(({ protocol }) => protocol.path))) {
    const speakers = brands.filter(({ protocol }) => protocol.path === path);
    router.post(
      path,
      requireCertificate(deps.clientCertificates, deps.log),
      express.raw({ type: () => true, limit: MAX_BYTES, inflate: false }),
      (request, response) => answer(deps, speakers, request, response),
    );
  }
  return router;
}

function talks(brand: Brand): brand is Talking {
  return brand.protocol !== undefined;
}

async function answer(
  deps: ProtocolDeps,
  speakers: readonly Talking[],
  request: Request,
  response: Response,
): Promise<void> {
  const source = addressOf(request);
  const body: unknown = request.body;
  const heard = Buffer.isBuffer(body) ? hear(speakers, body) : null;
  if (!heard) {
    deps.rateLimiter.penalize(source, 'no-such-file');
    if (deps.rateLimiter.isUsedUp(source)) return throttle(deps, response);
    response.status(400).type('text/plain').send('bad request\n');
    return;
  }
  const { language, message } = heard;
  recordRefused(deps, source, message);
  const end = () => send(response, language, language.end(message.nonce, message.why === 'busy'));
  const { mac } = message;
  if (mac === null || (message.why !== 'asks' && message.why !== 'changed')) return end();
  if (!isCertifiedFor(deps.log, request, mac)) {
    response.status(403).type('text/plain').send('forbidden\n');
    return;
  }
  const identity = identityOf(speakers, message, mac);
  const answer = await serveFile(deps, {
    file: configFileOf(identity.brand, identity.model, mac),
    identity,
    settings: createRequestSettings(deps.settings),
    tokenText: null,
    source,
    host: request.hostname ?? null,
    userAgent: request.get('User-Agent'),
  });
  if (answer.kind === 'too-many') return throttle(deps, response);
  if (answer.kind === 'absent') return end();
  if (message.why === 'changed' && !language.differs(message, answer.bytes)) return end();
  response.once('finish', answer.recordSent);
  send(response, language, language.giveConfig(message.nonce, answer.bytes));
}

/** The message, in the first language of those spoken here in which it is one. */
function hear(
  speakers: readonly Talking[],
  body: Buffer,
): { language: ProtocolLanguage; message: PhoneMessage } | null {
  for (const language of new Set(speakers.map(({ protocol }) => PROTOCOLS[protocol.language]))) {
    const message = language.read(body);
    if (message) return { language, message };
  }
  return null;
}

/** Who talks: the path says the family, the MAC the brand, where several share a path. */
function identityOf(speakers: readonly Talking[], message: PhoneMessage, mac: Mac): Identity {
  const [first] = speakers;
  if (!first) throw new Error('nobody talks here');
  const file = configFileOf(first, message.model, mac);
  const brand = identify(speakers, file, '')?.brand ?? first;
  return { ...readClaims(brand, message), brand, mac, role: 'config', content: null };
}

function recordRefused({ log }: ProtocolDeps, source: string, { why, refused, nonce }: PhoneMessage): void {
  if (why !== 'took' && why !== 'refused') return;
  const names = refused.filter((name) => /^[\w-]{1,64}(\[\d{1,4}\])?$/.test(name)).slice(0, MOST_NAMES);
  const fields = { source, nonce, items: refused.length, names };
  if (why === 'refused') log.info(fields, 'a phone did not take its config');
  else if (refused.length > 0) log.info(fields, 'a phone did not take all of its config');
}

function send(response: Response, { contentType }: ProtocolLanguage, bytes: Buffer): void {
  response
    .status(200)
    .set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length), 'Cache-Control': 'no-store' })
    .end(bytes);
}

import { type Request, type Response, Router } from 'express';
import type { Desk } from '../../desk/desk';
import type { Mac } from '../../desk/mac';
import { plainAddress } from '../../desk/networks';
import type { Log } from '../../desk/ports';
import type { Serving } from '../../desk/serve';
import { type Identity, identify } from '../identify';
import type { FetchBudget } from './fetch-budget';
import type { FetchProof, GoodCopy, LastGood } from './last-good';
import { type RenderParts, renderConfig } from './render';

interface ProvisioningParts extends RenderParts {
  readonly desk: Desk;
  readonly budget: FetchBudget;
  readonly lastGood: LastGood;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

const FILE_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** `GET|HEAD /provision/<file>` and `/provision/<token>/<file>`: the files that phones ask for. */
export function provisioningRouter(parts: ProvisioningParts): Router {
  const router = Router();
  router.get('/provision/:file', (request, response) => sendFile(parts, request, response, null));
  router.get('/provision/:token/:file', (request, response) =>
    sendFile(parts, request, response, String(request.params.token)),
  );
  return router;
}

async function sendFile(
  parts: ProvisioningParts,
  request: Request,
  response: Response,
  tokenText: string | null,
): Promise<void> {
  const file = String(request.params.file);
  const identity = FILE_NAME.test(file)
    ? identify(parts.catalogue.brands, file, request.get('User-Agent') ?? '')
    : null;
  try {
    await sendCurrent(parts, request, response, identity, tokenText);
  } catch (error) {
    const proof = { file, tokenText, address: addressOf(request) };
    await sendLastGood(parts, request, response, proof, error);
  }
}

/** The config as it is now. */
async function sendCurrent(
  parts: ProvisioningParts,
  request: Request,
  response: Response,
  identity: Identity | null,
  tokenText: string | null,
): Promise<void> {
  const source = addressOf(request);
  if (parts.budget.isUsedUp(source) && !(await isKnown(parts, identity))) return holdOff(parts, response);
  const serving = identity ? await servingFor(parts, request, identity, tokenText) : ABSENT;
  if (serving.kind === 'logged-out' && serving.isNew) parts.budget.strike(source, 'unknown-mac');
  if (serving.kind === 'absent') {
    if (identity?.role !== 'absent') parts.budget.strike(source, 'no-such-file');
    parts.log.debug(
      { brand: identity?.brand.id, mac: identity?.mac },
      'a file that is not there was asked for',
    );
    response.status(404).type('text/plain').send('not found\n');
    return;
  }
  const { bytes, contentType } = renderConfig(parts, serving, {
    host: request.hostname ?? null,
    address: source,
  });
  if (serving.kind === 'logged-in' && request.method === 'GET') noteWhenSent(parts, response, serving);
  const sensitive = serving.kind === 'logged-in';
  parts.log.info({ mac: serving.phone.mac, brand: serving.phone.brand, source, sensitive }, 'config fetched');
  const proof = { file: String(request.params.file), tokenText, address: source };
  await keepCopy(parts, proof, { mac: serving.phone.mac, contentType, bytes });
  sendBytes(request, response, contentType, bytes);
}

function sendBytes(request: Request, response: Response, contentType: string, bytes: Buffer): void {
  response
    .status(200)
    .set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length), 'Cache-Control': 'no-store' })
    .end(request.method === 'HEAD' ? undefined : bytes);
}

/** A phone must boot also while the database is away: it gets what it got last by the same proof. */
async function sendLastGood(
  parts: ProvisioningParts,
  request: Request,
  response: Response,
  proof: FetchProof,
  fault: unknown,
): Promise<void> {
  const copy = await parts.lastGood.find(proof);
  if (!copy) throw fault;
  parts.log.warn({ mac: copy.mac, error: String(fault) }, 'the last good config was served');
  sendBytes(request, response, copy.contentType, copy.bytes);
}

/** A copy that cannot be kept (a full disk) must not keep the phone from its config. */
async function keepCopy(parts: ProvisioningParts, proof: FetchProof, copy: GoodCopy): Promise<void> {
  try {
    await parts.lastGood.keep(proof, copy);
  } catch (error) {
    parts.log.warn({ mac: copy.mac, error: String(error) }, 'the copy of a config could not be kept');
  }
}

/** Whether this may be a phone that we know, which is never held up for what others do. */
async function isKnown(parts: ProvisioningParts, identity: Identity | null): Promise<boolean> {
  if (!identity) return false;
  return identity.role === 'absent' || (identity.mac !== null && (await parts.desk.knows(identity.mac)));
}

/** Slows a source that sweeps MACs or files. */
async function holdOff(parts: ProvisioningParts, response: Response): Promise<void> {
  await parts.pause(HOLD_OFF_MS);
  response.status(429).set('Retry-After', '60').type('text/plain').send('too many requests\n');
}

const HOLD_OFF_MS = 2_000;

const ABSENT: Serving = { kind: 'absent' };

async function servingFor(
  parts: ProvisioningParts,
  request: Request,
  identity: Identity,
  tokenText: string | null,
): Promise<Serving> {
  if (identity.role === 'absent') return ABSENT;
  const mac = identity.mac ?? (await macOfToken(parts, identity, tokenText));
  if (mac === null) return ABSENT;
  return parts.desk.serve({
    mac,
    brand: identity.brand.id,
    model: identity.model,
    firmware: identity.firmware,
    address: addressOf(request),
    tokenText,
  });
}

/** A file without a MAC in its name, of a phone that says none: its link tells who it is. */
async function macOfToken(
  parts: ProvisioningParts,
  identity: Identity,
  tokenText: string | null,
): Promise<Mac | null> {
  const holder = tokenText === null ? null : await parts.desk.whoseToken(tokenText);
  return holder?.phone.brand === identity.brand.id ? holder.phone.mac : null;
}

/** Only bytes that left are a proof that the phone has its config. */
function noteWhenSent(
  parts: ProvisioningParts,
  response: Response,
  serving: Extract<Serving, { kind: 'logged-in' }>,
): void {
  response.once('finish', () => {
    parts.desk.markServed(serving.session).catch((error: unknown) => {
      parts.log.warn({ mac: serving.phone.mac, error: String(error) }, 'a fetch could not be noted');
    });
  });
}

export function addressOf(request: Request): string {
  return plainAddress(request.ip ?? '');
}

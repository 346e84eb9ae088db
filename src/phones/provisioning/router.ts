import { type Request, type Response, Router } from 'express';
import type { Desk } from '../../desk/desk';
import type { Mac } from '../../desk/mac';
import type { Log } from '../../desk/ports';
import type { Serving } from '../../desk/serve';
import type { Identity } from '../identify';
import { addressOf } from '../source-address';
import { identityIn, PROVISIONING_PATHS } from './asked-file';
import type { FetchBudget } from './fetch-budget';
import { holdOff } from './hold-off';
import type { FetchProof, GoodCopy, LastGood } from './last-good';
import { type RenderParts, renderConfig } from './render';

interface ProvisioningParts extends RenderParts {
  readonly desk: Desk;
  readonly budget: FetchBudget;
  readonly lastGood: LastGood;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

/** `GET|HEAD /provision/<file>` and `/provision/<token>/<file>`: the files that phones ask for. */
export function provisioningRouter(parts: ProvisioningParts): Router {
  const router = Router();
  router.get(PROVISIONING_PATHS, (request, response) => {
    const { token } = request.params;
    return sendFile(parts, request, response, token === undefined ? null : String(token));
  });
  return router;
}

async function sendFile(
  parts: ProvisioningParts,
  request: Request,
  response: Response,
  tokenText: string | null,
): Promise<void> {
  const file = String(request.params.file);
  const identity = identityIn(parts.catalogue.brands, request);
  try {
    await sendCurrent(parts, request, response, identity, tokenText);
  } catch (error) {
    const proof = { file: copyName(file, identity), tokenText, address: addressOf(request) };
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
  if (identity?.role === 'fixed') {
    const bytes = Buffer.from(identity.content ?? '', 'utf8');
    return sendBytes(request, response, identity.brand.contentType, bytes);
  }
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
  if (sensitive) {
    // A default login is no loss without a database, and anybody could fill the disk with them.
    const file = copyName(String(request.params.file), identity);
    const proof = { file, tokenText, address: source };
    await keepCopy(parts, proof, { mac: serving.phone.mac, contentType, bytes });
  }
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

/** Phones of one model may ask for one name (and say their MACs elsewhere): none may get the copy of another. */
function copyName(file: string, identity: Identity | null): string {
  return `${identity?.mac ?? ''}/${file}`;
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
  return identity.role !== 'config' || (identity.mac !== null && (await parts.desk.knows(identity.mac)));
}

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

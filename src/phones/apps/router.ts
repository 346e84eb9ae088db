import { type Request, type Response, Router } from 'express';
import type { Desk } from '../../desk/desk';
import type { Clock, Log } from '../../desk/ports';
import type { Brand } from '../brand';
import type { Catalogue } from '../catalogue';
import { readUserAgent } from '../identify';
import { addressOf } from '../source-address';
import { type PhonesPorts, viaOfLetter } from '../urls';
import { writeScreen } from './dialects';
import { createFlow, type Flow, type FlowRequest } from './flow';
import { message } from './message';
import type { PinDraft } from './pin-drafts';
import type { Screen } from './screen';
import { TEXTS } from './texts';

interface AppsParts {
  readonly desk: Desk;
  readonly catalogue: Catalogue;
  readonly listening: () => PhonesPorts;
  readonly clock: Clock;
  readonly log: Log;
}

const PIN_FIELDS = ['old', 'pin', 'again'] as const satisfies readonly (keyof PinDraft)[];

type Step = (flow: Flow, request: FlowRequest, typed: Typed) => Screen | Promise<Screen>;

/** What was typed, as the phone appended it to the URL; null where it is missing or said twice. */
interface Typed {
  readonly extension: string | null;
  readonly password: string | null;
  /** Of a change of the PIN. */
  readonly ofPin: PinDraft;
}

/** `/apps/<token>/<i|e>` and its steps: the screens of the login app. Phones get 200 whatever happens. */
export function appsRouter(parts: AppsParts): Router {
  const flow = createFlow(parts);
  const router = Router();
  const at = (path: string, step: Step) =>
    router.get(path, (request, response) => answer(parts, flow, request, response, step));
  at('/apps/:token/:via', (to, request) => to.menu(request));
  at('/apps/:token/:via/login', login);
  at('/apps/:token/:via/logout', (to, request) => to.logOut(request));
  at('/apps/:token/:via/pin', (to, request) => to.changePin(request));
  at('/apps/:token/:via/new-pin', (to, request, { ofPin }) => to.newPin(request, ofPin));
  return router;
}

const login: Step = (flow, request, { extension, password }) => {
  if (extension === null) return flow.form(request);
  if (password === null) return flow.passwordForm(request, extension);
  return flow.logIn(request, extension, password);
};

async function answer(
  parts: AppsParts,
  flow: Flow,
  request: Request,
  response: Response,
  step: Step,
): Promise<void> {
  const claimed = brandOf(parts.catalogue, request);
  try {
    const tokenText = String(request.params.token);
    const via = viaOfLetter(String(request.params.via));
    const holder = via && (await parts.desk.whoseToken(tokenText));
    if (!holder) return send(response, claimed, message(TEXTS.staleTitle, TEXTS.stale));
    // What the phone says of itself now beats what somebody may have claimed for its MAC meanwhile.
    const brand = claimed ?? parts.catalogue.get(holder.phone.brand);
    const screen = await step(
      flow,
      { holder, tokenText, via, address: addressOf(request), claims: claimsOf(claimed, request) },
      typedIn(request),
    );
    send(response, brand, screen);
  } catch (error) {
    parts.log.warn(
      { error: error instanceof Error ? error.message : String(error) },
      'a screen could not be made',
    );
    send(response, claimed, message(TEXTS.faultTitle, TEXTS.fault));
  }
}

function send(response: Response, brand: Brand | null, screen: Screen): void {
  if (!brand?.screens) {
    response.status(404).type('text/plain').send('not found\n');
    return;
  }
  const { bytes, contentType } = writeScreen(screen, brand.screens);
  response
    .status(200)
    .set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length) })
    .set({ 'Cache-Control': 'no-store', Expires: '0', Connection: 'close' })
    .end(bytes);
}

/** The brand that the User-Agent claims: good enough for telling somebody that something is wrong. */
function brandOf(catalogue: Catalogue, request: Request): Brand | null {
  const userAgent = request.get('User-Agent') ?? '';
  return catalogue.brands.find((brand) => readUserAgent(brand, userAgent) !== null) ?? null;
}

function claimsOf(brand: Brand | null, request: Request): FlowRequest['claims'] {
  const said = brand && readUserAgent(brand, request.get('User-Agent') ?? '');
  return said ? { brand: brand.id, model: said.model, firmware: said.firmware } : null;
}

function typedIn(request: Request): Typed {
  const { query } = request;
  const ofPin = PIN_FIELDS.flatMap((name): [string, string][] => {
    const value = single(query[name]);
    return value === null ? [] : [[name, value]];
  });
  return {
    extension: single(query.extension),
    password: single(query.password),
    ofPin: Object.fromEntries(ofPin),
  };
}

function single(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

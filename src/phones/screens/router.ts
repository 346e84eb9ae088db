import { type Request, type Response, Router } from 'express';
import type { Desk } from '../../desk/desk';
import type { Phone } from '../../desk/model';
import type { PinDraft } from '../../desk/passwords/pin-drafts';
import type { Log } from '../../desk/ports/log';
import type { TokenHolder } from '../../desk/provisioning/authenticate-token';
import type { ScreenLanguage } from '../../desk/screen-language';
import { errorText } from '../../lib/errors';
import type { Brand, Model } from '../brands/brand';
import { readModelHeader, readUserAgent } from '../brands/identify';
import type { BrandRegistry } from '../brands/registry';
import { screensOf } from '../brands/screens-of';
import { contextOf } from '../http/request-context';
import { addressOf } from '../http/source-address';
import { type PhonesPorts, STEP, viaOfLetter } from '../urls';
import { writeScreen } from './dialects';
import { createFlow, type Flow } from './flow';
import type { FlowRequest } from './flow-request';
import { inLatin1, readsOnlyLatin1 } from './latin1';
import { message } from './message';
import type { Screen } from './screen';
import type { ScreensProfile } from './screens-profile';
import { languageOfHeader, languageOfTag, STRINGS, type Strings } from './strings';

interface AppsDeps {
  readonly desk: Desk;
  readonly brandRegistry: BrandRegistry;
  readonly listening: () => PhonesPorts;
  readonly log: Log;
}

const PIN_FIELDS = ['old', 'pin', 'again'] as const satisfies readonly (keyof PinDraft)[];

type Step = (flow: Flow, request: FlowRequest, typed: Typed) => Screen | Promise<Screen>;

/** What was typed, as the phone appended it to the URL; null where it is missing or said twice. */
interface Typed {
  readonly extension: string | null;
  readonly password: string | null;
  /** Which step was taken, where its address does not say it. */
  readonly step: string | null;
  /** Of a change of the PIN. */
  readonly ofPin: PinDraft;
}

/** `/apps/<token>/<i|e>` and its steps: the screens of the login app. Phones get 200 whatever happens. */
export function appsRouter(deps: AppsDeps): Router {
  const flow = createFlow(deps);
  const router = Router();
  const at = (path: string, step: Step) =>
    router.get(path, (request, response) => answer(deps, flow, request, response, step));
  at('/apps/:token/:via', (to, request, typed) => stepOf(typed)(to, request, typed));
  for (const [name, step] of Object.entries(STEPS)) at(`/apps/:token/:via/${name}`, step);
  return router;
}

const login: Step = (flow, request, { extension, password }) => {
  if (extension === null) return flow.form(request);
  if (password === null) return flow.passwordForm(request, extension);
  return flow.logIn(request, extension, password);
};

const STEPS: Readonly<Record<string, Step>> = {
  login,
  logout: (flow, request) => flow.logOut(request),
  pin: (flow, request) => flow.changePin(request),
  'new-pin': (flow, request, { ofPin }) => flow.newPin(request, ofPin),
};

const menu: Step = (flow, request) => flow.menu(request);

function stepOf({ step }: Typed): Step {
  return (step !== null && Object.hasOwn(STEPS, step) && STEPS[step]) || menu;
}

async function answer(
  deps: AppsDeps,
  flow: Flow,
  request: Request,
  response: Response,
  step: Step,
): Promise<void> {
  const claims = claimsIn(deps.brandRegistry, request);
  const claimed = claims && deps.brandRegistry.get(claims.brand);
  const profileOf = (brand: Brand | null, phone: Phone | null = null) =>
    brand && screensOf(brand, modelOf(deps.brandRegistry, brand, claims, phone));
  let strings = STRINGS[languageOf(request, null)];
  try {
    const tokenText = String(request.params.token);
    const via = viaOfLetter(String(request.params.via));
    const address = addressOf(request);
    const { settings } = contextOf(response);
    const holder = via && (await deps.desk.authenticateToken(tokenText, address, await settings.now()));
    if (!holder)
      return send(request, response, profileOf(claimed), message(strings.staleTitle, strings.stale), strings);
    strings = STRINGS[languageOf(request, holder)];
    // What the phone says of itself now beats what somebody may have claimed for its MAC meanwhile.
    const brand = claimed ?? deps.brandRegistry.get(holder.phone.brand);
    const screen = await step(flow, { holder, tokenText, via, address, claims, strings }, typedIn(request));
    send(request, response, profileOf(brand, holder.phone), screen, strings);
  } catch (error) {
    deps.log.warn({ error: errorText(error) }, 'a screen could not be made');
    send(request, response, profileOf(claimed), message(strings.faultTitle, strings.fault), strings);
  }
}

/** What the session's template says; else what the phone says; else the setting. */
function languageOf(request: Request, holder: TokenHolder | null): ScreenLanguage {
  return (
    languageOfTag(holder?.language ?? '') ??
    languageOfHeader(request.get('Accept-Language') ?? '') ??
    holder?.settings.screenLanguage ??
    'en'
  );
}

function send(
  request: Request,
  response: Response,
  profile: ScreensProfile | null,
  screen: Screen,
  strings: Strings,
): void {
  if (profile === null) {
    response.status(404).type('text/plain').send('not found\n');
    return;
  }
  const document = writeScreen(screen, profile, strings);
  const { bytes, contentType } = readsOnlyLatin1(request.get('Accept-Charset') ?? '')
    ? inLatin1(document)
    : document;
  response
    .status(200)
    .set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length) })
    .set({ 'Cache-Control': 'no-store', Expires: '0', Connection: 'close' })
    .end(bytes);
}

/** What the phone says it is: good enough for telling somebody that something is wrong. */
function claimsIn({ brands }: BrandRegistry, request: Request): FlowRequest['claims'] {
  const userAgent = request.get('User-Agent') ?? '';
  for (const brand of brands) {
    const said = readUserAgent(brand, userAgent);
    if (said) return { brand: brand.id, model: said.model, firmware: said.firmware };
  }
  for (const brand of brands) {
    const model = modelIn(brand, request);
    if (model !== null) return { brand: brand.id, model, firmware: null };
  }
  return null;
}

/** What the phone says it is; else what we know of it. */
function modelOf(
  brandRegistry: BrandRegistry,
  brand: Brand,
  claims: FlowRequest['claims'],
  phone: Phone | null,
): Model {
  const known = phone?.brand === brand.id ? phone.model : null;
  return brandRegistry.model({ brand: brand.id, model: claims?.model ?? known });
}

function modelIn(brand: Brand, request: Request): string | null {
  const header = brand.identity.modelHeader?.name;
  return header === undefined ? null : readModelHeader(brand, request.get(header) ?? '');
}

function typedIn({ query }: Request): Typed {
  const [step = null, ...more] = single(query[STEP])?.split('?') ?? [];
  const own = new URLSearchParams(more.join('?'));
  // What belongs to the step that was taken beats what stands beside it.
  const typed = (name: string) => (own.has(name) ? single(own.getAll(name)) : single(query[name]));
  const ofPin = PIN_FIELDS.flatMap((name): [string, string][] => {
    const value = typed(name);
    return value === null ? [] : [[name, value]];
  });
  return {
    extension: typed('extension'),
    password: typed('password'),
    step,
    ofPin: Object.fromEntries(ofPin),
  };
}

/** The one text that was said; null where it is missing or said twice. */
function single(value: unknown): string | null {
  const [only, ...others] = [value].flat();
  return typeof only === 'string' && others.length === 0 ? only : null;
}

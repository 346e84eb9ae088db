import { type Request, type Response, Router } from 'express';
import type { Desk } from '../../desk/desk';
import type { Phone } from '../../desk/model';
import type { PinDraft } from '../../desk/passwords/pin-drafts';
import type { Clock } from '../../desk/ports/clock';
import type { Log } from '../../desk/ports/log';
import type { TokenHolder } from '../../desk/provisioning/authenticate-token';
import type { ScreenLanguage } from '../../desk/screen-language';
import { errorText } from '../../lib/errors';
import { createLogBudget, type LogBudget } from '../../lib/log-budget';
import type { Brand, Model } from '../brands/brand';
import { readModelHeader, readUserAgent } from '../brands/identify';
import type { BrandRegistry } from '../brands/registry';
import { contextOf } from '../http/request-context';
import { sourceAddressOf } from '../http/source-address';
import { type PhonesPorts, STEP_PARAMETER, viaOfLetter } from '../urls';
import { writeScreen } from './dialects';
import { createFlow, type Flow } from './flow';
import type { FlowRequest } from './flow-request';
import { readsOnlyLatin1, toLatin1 } from './latin1';
import { messageScreen } from './message-screen';
import type { Screen } from './screen';
import { type ScreensProfile, screensProfileOf } from './screens-profile';
import { languageOfHeader, languageOfTag, STRINGS, type Strings } from './strings';

interface AppsDeps {
  readonly desk: Desk;
  readonly brandRegistry: BrandRegistry;
  readonly listening: () => PhonesPorts;
  readonly clock: Clock;
  readonly log: Log;
}

/** Anybody can get a page token, so the lines about their requests are limited. */
type AnswerDeps = AppsDeps & { readonly logBudget: LogBudget };

const PIN_FIELDS = ['old', 'pin', 'again'] as const satisfies readonly (keyof PinDraft)[];

type Step = (flow: Flow, request: FlowRequest, input: Input) => Screen | Promise<Screen>;

/** The values that the phone appended to the URL; null where one is missing or occurs twice. */
interface Input {
  readonly extension: string | null;
  readonly password: string | null;
  /** The step, for phones whose menus have one URL for all items. */
  readonly step: string | null;
  /** The fields of a PIN change. */
  readonly pinFields: PinDraft;
}

/** `/apps/<token>/<i|e>` and its steps: the screens of the login app. Errors are screens with status 200, too. */
export function appsRouter(apps: AppsDeps): Router {
  const deps = { ...apps, logBudget: createLogBudget(apps.clock) };
  const flow = createFlow(deps);
  const router = Router();
  const route = (path: string, step: Step) =>
    router.get(path, (request, response) => answerStep(deps, flow, request, response, step));
  route('/apps/:token/:via', (to, request, input) => stepOf(input)(to, request, input));
  for (const [name, step] of Object.entries(STEPS)) route(`/apps/:token/:via/${name}`, step);
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
  'new-pin': (flow, request, { pinFields }) => flow.newPin(request, pinFields),
};

const menu: Step = (flow, request) => flow.menu(request);

function stepOf({ step }: Input): Step {
  return (step !== null && Object.hasOwn(STEPS, step) && STEPS[step]) || menu;
}

async function answerStep(
  deps: AnswerDeps,
  flow: Flow,
  request: Request,
  response: Response,
  step: Step,
): Promise<void> {
  const claims = claimsIn(deps.brandRegistry, request);
  const claimed = claims && deps.brandRegistry.get(claims.brand);
  const profileOf = (brand: Brand | null, phone: Phone | null = null) =>
    brand && screensProfileOf(brand, modelOf(deps.brandRegistry, brand, claims, phone));
  let strings = STRINGS[languageOf(request, null)];
  try {
    const tokenText = String(request.params.token);
    const via = viaOfLetter(String(request.params.via));
    const address = sourceAddressOf(request);
    const { settings } = contextOf(response);
    const holder = via && (await deps.desk.authenticateToken(tokenText, address, await settings.current()));
    if (!holder)
      return send(
        request,
        response,
        profileOf(claimed),
        messageScreen(strings.expiredTitle, strings.expired),
        strings,
      );
    strings = STRINGS[languageOf(request, holder)];
    // What the phone claims in this request wins over the stored brand: someone else may have claimed its MAC.
    const brand = claimed ?? deps.brandRegistry.get(holder.phone.brand);
    const formFields = Math.max(1, modelOf(deps.brandRegistry, brand, claims, holder.phone).formFields ?? 1);
    const flowRequest = { holder, tokenText, via, address, claims, formFields, strings };
    const screen = await step(flow, flowRequest, inputOf(request));
    send(request, response, profileOf(brand, holder.phone), screen, strings);
  } catch (error) {
    deps.logBudget.write(sourceAddressOf(request), (rest) =>
      deps.log.warn({ event: 'screen.failed', error: errorText(error), ...rest }, 'cannot show a screen'),
    );
    send(
      request,
      response,
      profileOf(claimed),
      messageScreen(strings.unavailableTitle, strings.unavailable),
      strings,
    );
  }
}

/** The language of the session's template, else of the phone's Accept-Language, else of the setting. */
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
    ? toLatin1(document)
    : document;
  response
    .status(200)
    .set({ 'Content-Type': contentType, 'Content-Length': String(bytes.length) })
    .set({ 'Cache-Control': 'no-store', Expires: '0', Connection: 'close' })
    .end(bytes);
}

/** What the phone claims to be. A claim is enough to choose the dialect of an error screen. */
function claimsIn({ brands }: BrandRegistry, request: Request): FlowRequest['claims'] {
  const userAgent = request.get('User-Agent') ?? '';
  for (const brand of brands) {
    const claims = readUserAgent(brand, userAgent);
    if (claims) return { brand: brand.id, model: claims.model, firmware: claims.firmware };
  }
  for (const brand of brands) {
    const model = modelIn(brand, request);
    if (model !== null) return { brand: brand.id, model, firmware: null };
  }
  return null;
}

/** The model that the phone claims, else the stored one. */
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

function inputOf({ query }: Request): Input {
  const [step = null, ...more] = single(query[STEP_PARAMETER])?.split('?') ?? [];
  const own = new URLSearchParams(more.join('?'));
  // A value in the step's own query wins over one in the query of the URL.
  const parameter = (name: string) => (own.has(name) ? single(own.getAll(name)) : single(query[name]));
  const pinFields = PIN_FIELDS.flatMap((name): [string, string][] => {
    const value = parameter(name);
    return value === null ? [] : [[name, value]];
  });
  return {
    extension: parameter('extension'),
    password: parameter('password'),
    step,
    pinFields: Object.fromEntries(pinFields),
  };
}

/** The value of a query parameter that occurs exactly once; else null. */
function single(value: unknown): string | null {
  const [only, ...others] = [value].flat();
  return typeof only === 'string' && others.length === 0 ? only : null;
}

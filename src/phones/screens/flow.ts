import type { Desk } from '../../desk/desk';
import type { PinDraft } from '../../desk/passwords/pin-drafts';
import { isRefusal, type RefusalCode } from '../../desk/refusals';
import { pbxAddress } from '../../desk/settings';
import type { BrandRegistry } from '../brands/registry';
import { createUrls, type PhonesPorts, type Urls } from '../urls';
import type { FlowRequest } from './flow-request';
import { done, message, whatHappens } from './message';
import { createPinFlow } from './pin-flow';
import type { FormField, FormScreen, MessageScreen, Screen } from './screen';
import { refusalString } from './strings';

export interface FlowDeps {
  readonly desk: Pick<Desk, 'logIn' | 'logOut' | 'changePin' | 'mustChangePin' | 'pinDrafts'>;
  readonly brandRegistry: BrandRegistry;
  readonly listening: () => PhonesPorts;
}

/** The one login flow of all brands: menu → form → answer. */
export function createFlow(deps: FlowDeps) {
  const urlsOf = (request: FlowRequest): Urls => createUrls(request.holder.settings, deps.listening());

  const pinFlow = createPinFlow({ ...deps, urlsOf });

  /** What this key leads to, or why not: a key whose address is not set any more leads nowhere. */
  const unlessUnset = <Shown extends Screen | Promise<Screen>>(
    request: FlowRequest,
    show: () => Shown,
  ): Shown | MessageScreen =>
    pbxAddress(request.holder.settings, request.via) === null
      ? message(request.strings.refusedTitle, refusalString(request.strings, 'address-not-set'))
      : show();

  const happens = ({ holder, strings }: FlowRequest): string =>
    whatHappens(deps.brandRegistry, holder.phone, strings);

  return {
    menu: (request: FlowRequest): Screen => unlessUnset(request, () => menu(request, urlsOf(request))),

    form: (request: FlowRequest): Screen => unlessUnset(request, () => form(deps, request, urlsOf(request))),

    /** The extension alone: a phone that takes one field a page asks for the password next. */
    passwordForm(request: FlowRequest, extension: string): Screen {
      return unlessUnset(request, () => {
        const action = `${urlsOf(request).app(request.via, request.tokenText, 'login')}?extension=${encodeURIComponent(extension)}`;
        return { kind: 'form', title: extension.slice(0, 20), action, fields: [passwordField(request)] };
      });
    },

    async logIn(request: FlowRequest, extension: string, password: string): Promise<Screen> {
      const { holder, via, address, claims } = request;
      const mac = holder.phone.mac;
      const outcome = await deps.desk.logIn({
        mac,
        extension,
        password,
        via,
        address,
        tokenId: holder.token.id,
        claims,
      });
      if (isRefusal(outcome)) return refused(request, outcome.refused, urlsOf);
      if (await deps.desk.mustChangePin(outcome)) return pinFlow.afterLogin(request, password);
      return done(request.strings.loggedInTitle, `${outcome.extension}. ${happens(request)}`);
    },

    async logOut(request: FlowRequest): Promise<Screen> {
      const { holder, address } = request;
      const { mac } = holder.phone;
      const outcome = await deps.desk.logOut({ mac, tokenId: holder.token.id, address });
      if (isRefusal(outcome))
        return message(request.strings.loggedOutDoneTitle, refusalString(request.strings, outcome.refused));
      return done(request.strings.loggedOutDoneTitle, `${outcome.extension}. ${happens(request)}`);
    },

    changePin: (request: FlowRequest) => unlessUnset(request, () => pinFlow.start(request)),

    newPin: (request: FlowRequest, typed: PinDraft) =>
      unlessUnset(request, () => pinFlow.goOn(request, typed)),
  };
}

export type Flow = ReturnType<typeof createFlow>;

function menu(request: FlowRequest, urls: Urls): Screen {
  const { session, settings } = request.holder;
  const login = urls.app(request.via, request.tokenText, 'login');
  if (!session) {
    return {
      kind: 'menu',
      title: request.strings.loggedOutTitle,
      items: [{ label: request.strings.login, url: login }],
    };
  }
  const changePin = {
    label: request.strings.changePin,
    url: urls.app(request.via, request.tokenText, 'pin'),
  };
  return {
    kind: 'menu',
    title: `${request.strings.loggedInTitle}: ${session.extension}`,
    items: [
      { label: request.strings.logout, url: urls.app(request.via, request.tokenText, 'logout') },
      { label: request.strings.loginAsOther, url: login },
      ...(settings.hotdeskPins ? [changePin] : []),
    ],
  };
}

function form(deps: FlowDeps, request: FlowRequest, urls: Urls): FormScreen {
  const fields = [extensionField(request), passwordField(request)];
  const atOnce = deps.brandRegistry.model(request.holder.phone).formFields ?? 1;
  const action = urls.app(request.via, request.tokenText, 'login');
  return {
    kind: 'form',
    title: request.strings.formTitle,
    action,
    fields: fields.slice(0, Math.max(1, atOnce)),
  };
}

function extensionField(request: FlowRequest): FormField {
  return { name: 'extension', label: request.strings.extension, type: 'digits', masked: false };
}

function passwordField(request: FlowRequest): FormField {
  return {
    name: 'password',
    label: request.strings.password,
    type: request.holder.settings.passwordInput,
    masked: true,
  };
}

function refused(
  request: FlowRequest,
  code: RefusalCode,
  urlsOf: (request: FlowRequest) => Urls,
): MessageScreen {
  const canRetry = code !== 'address-not-set';
  const next = canRetry ? urlsOf(request).app(request.via, request.tokenText, 'login') : null;
  return message(request.strings.refusedTitle, refusalString(request.strings, code), next);
}

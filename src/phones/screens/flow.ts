import type { Desk } from '../../desk/desk';
import type { PinDraft } from '../../desk/passwords/pin-drafts';
import type { Log } from '../../desk/ports/log';
import { isRefusal, type RefusalCode } from '../../desk/refusals';
import { pbxAddress } from '../../desk/settings';
import { isExtensionNumber } from '../../desk/validation';
import type { BrandRegistry } from '../brands/registry';
import { createUrls, type PhonesPorts, type Urls } from '../urls';
import type { FlowRequest } from './flow-request';
import { messageScreen, newConfigMessage, nextStepText } from './message-screen';
import { createPinFlow } from './pin-flow';
import type { FormField, FormScreen, MessageScreen, Screen } from './screen';
import { refusalString } from './strings';

export interface FlowDeps {
  readonly desk: Pick<Desk, 'logIn' | 'logOut' | 'changePin' | 'mustChangePin' | 'pinDrafts'>;
  readonly brandRegistry: BrandRegistry;
  readonly listening: () => PhonesPorts;
  readonly log: Pick<Log, 'warn'>;
}

/** The login flow, the same for all brands: menu → form → answer. */
export function createFlow(deps: FlowDeps) {
  const urlsOf = (request: FlowRequest): Urls => createUrls(request.holder.settings, deps.listening());

  const pinFlow = createPinFlow({ ...deps, urlsOf });

  /** The screen, or a refusal when the address of this key is no longer set. */
  const ifAddressSet = <Shown extends Screen | Promise<Screen>>(
    request: FlowRequest,
    show: () => Shown,
  ): Shown | MessageScreen =>
    pbxAddress(request.holder.settings, request.via) === null
      ? messageScreen(request.strings.loginRefusedTitle, refusalString(request.strings, 'address-not-set'))
      : show();

  const nextStep = ({ holder, strings }: FlowRequest): string =>
    nextStepText(deps.brandRegistry, holder.phone, strings);

  return {
    menu: (request: FlowRequest): Screen => ifAddressSet(request, () => menu(request, urlsOf(request))),

    form: (request: FlowRequest): Screen => ifAddressSet(request, () => form(request, urlsOf(request))),

    /** For phones with one field a page: the extension is known, the password is next. */
    passwordForm(request: FlowRequest, extension: string): Screen {
      if (!isExtensionNumber(extension)) return refused(request, 'invalid-extension', urlsOf);
      return ifAddressSet(request, () => {
        const action = `${urlsOf(request).app(request.via, request.tokenText, 'login')}?extension=${encodeURIComponent(extension)}`;
        return { kind: 'form', title: extension, action, fields: [passwordField(request)] };
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
        token: holder.token,
        claims,
      });
      if (isRefusal(outcome)) return refused(request, outcome.refused, urlsOf);
      if (outcome.mustChangePin) return pinFlow.afterLogin(request, password);
      return newConfigMessage(request.strings.loggedInTitle, `${outcome.extension}. ${nextStep(request)}`);
    },

    async logOut(request: FlowRequest): Promise<Screen> {
      const { holder, address } = request;
      const { mac } = holder.phone;
      const outcome = await deps.desk.logOut({ mac, token: holder.token, address });
      if (isRefusal(outcome))
        return messageScreen(request.strings.loggedOutTitle, refusalString(request.strings, outcome.refused));
      return newConfigMessage(request.strings.loggedOutTitle, `${outcome.extension}. ${nextStep(request)}`);
    },

    changePin: (request: FlowRequest) => ifAddressSet(request, () => pinFlow.start(request)),

    newPin: (request: FlowRequest, typed: PinDraft) =>
      ifAddressSet(request, () => pinFlow.submit(request, typed)),
  };
}

export type Flow = ReturnType<typeof createFlow>;

function menu(request: FlowRequest, urls: Urls): Screen {
  const { session, settings } = request.holder;
  const login = urls.app(request.via, request.tokenText, 'login');
  if (!session) {
    return {
      kind: 'menu',
      title: request.strings.menuTitle,
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

function form(request: FlowRequest, urls: Urls): FormScreen {
  const fields = [extensionField(request), passwordField(request)];
  const action = urls.app(request.via, request.tokenText, 'login');
  return {
    kind: 'form',
    title: request.strings.loginTitle,
    action,
    fields: fields.slice(0, request.formFields),
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
  return messageScreen(request.strings.loginRefusedTitle, refusalString(request.strings, code), next);
}

import type { Key, Via } from '../../desk/model';
import type { ConfigDecision } from '../../desk/provisioning/config-decision';
import { viaOf } from '../../desk/provisioning/resolve-config';
import { availableVias, type DeskSettings, pbxAddress, sipListenerOf } from '../../desk/settings';
import type { Brand, Model, PhoneConfig } from '../brands/brand';
import type { Parameters } from '../brands/parameters';
import type { Urls } from '../urls';
import { layOutKeys, layOutLoginKeys } from './lay-out-keys';

type LoggedOut = Extract<ConfigDecision, { kind: 'logged-out' }>;
/** The input for a session's config. */
type SessionSources = Pick<
  Extract<ConfigDecision, { kind: 'logged-in' }>,
  'settings' | 'extension' | 'account' | 'choice'
> & {
  readonly via: Via;
};

export const LOGIN_KEY_LABELS = { internal: 'Login Int', external: 'Login Extl', loggedIn: 'Login/Logout' };

/** How a logged-out phone reached us; its URLs use the same address of the PBX. */
export interface FetchOrigin {
  readonly host: string | null;
  readonly address: string;
}

/** The default login: no account, and a login key for each configured address of the PBX. */
export function buildDefaultLogin(
  decision: LoggedOut,
  model: Model,
  urls: Urls,
  token: string,
  origin: FetchOrigin,
): PhoneConfig {
  const { settings } = decision;
  const via = viaOf(settings, origin);
  const vias = model.oneAppUrl ? loginVias(settings, via).slice(0, 1) : loginVias(settings);
  const logins = vias.map((login) => loginKey(urls.app(login, token), LOGIN_KEY_LABELS[login]));
  return {
    ...basics(settings),
    account: null,
    ...layOutLoginKeys(logins, model),
    provisioningUrl: via && urls.provisioning(via, token),
  };
}

/** The configured addresses, `first` before the other. */
function loginVias(settings: DeskSettings, first: Via | null = null): Via[] {
  const vias = availableVias(settings);
  return first === 'external' ? vias.reverse() : vias;
}

/** The config of a session: the extension's account, the template's keys and options, and the key to log out. */
export function buildSessionConfig(
  sources: SessionSources,
  model: Model,
  urls: Urls,
  token: string,
): PhoneConfig {
  const { settings, via, extension, account, choice } = sources;
  const options = choice.template?.settings ?? {};
  const login = loginKey(urls.app(via, token), LOGIN_KEY_LABELS.loggedIn);
  return {
    ...basics(settings),
    timezone: options.timezone ?? settings.timezone,
    ntpServer: options.ntpServer ?? settings.ntpServer,
    language: options.language ?? null,
    phoneAdminPassword: options.phoneAdminPassword ?? null,
    account: {
      user: account.endpoint,
      authUser: account.authUser,
      secret: account.secret,
      server: serverOf(settings, via),
      ...sipListenerOf(settings, account.technology),
      displayName: extension.name,
      voicemailNumber: options.voicemailNumber ?? settings.voicemailNumber,
    },
    ...layOutKeys(choice.template?.keys ?? [], login, model),
    provisioningUrl: urls.provisioning(via, token),
  };
}

function serverOf(settings: DeskSettings, via: Via): string {
  const address = pbxAddress(settings, via);
  if (address === null) throw new Error(`the ${via} address is no longer set, but a session uses it`);
  return address;
}

function loginKey(url: string, label: string): Key {
  return { kind: 'login', value: url, label };
}

function basics(settings: DeskSettings) {
  return {
    pollMinutes: settings.pollMinutes,
    timezone: settings.timezone,
    ntpServer: settings.ntpServer,
    language: null,
    phoneAdminPassword: null,
  };
}

/** The brand's parameters for a config, with raw overrides applied in order. */
export function buildParameters(
  brand: Brand,
  model: Model,
  config: PhoneConfig,
  overrides: readonly Readonly<Record<string, string>>[],
): Parameters {
  const parameters = new Map(brand.parameters(config, model));
  for (const layer of overrides) {
    for (const [name, value] of Object.entries(layer)) parameters.set(name, value);
  }
  return parameters;
}

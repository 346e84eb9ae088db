import type { Parameters } from '../../src/phones/brands/parameters';
import { splitUrlLogin } from '../../src/phones/brands/url-login';
import type {
  AccountReading,
  BootStep,
  DeviceProfile,
  KeyReading,
  Reading,
} from '../../src/simulator/device-profile';
import { macWithColons } from '../../src/simulator/device-profile-helpers';

const ACCOUNTS = [0, 1, 2, 3];
const FUNCTION_KEYS = [0, 1, 2, 3, 4, 5, 6, 7];
const KIND_OF_TYPE: Readonly<Record<string, string>> = {
  '0': 'line',
  '3': 'speed-dial',
  '4': 'blf',
  '6': 'forward',
  '8': 'url',
  '10': 'voicemail',
};

/** Requests the common file first, and its own file after a 404. */
export const gigasetProfile: DeviceProfile = {
  userAgent: (model, mac) =>
    isBase(model)
      ? `${named(model)}/83.V2.52.0+build.a546b91;${mac.toUpperCase()}`
      : `${named(model)} 2.41.0 ${macWithColons(mac).toUpperCase()}`,
  sipUserAgent: (model) => (isBase(model) ? `${named(model)}/83.V2.52.0` : `${named(model)} 2.41.0`),
  boot: (_model, mac) => [{ file: 'provisioning.xml', takes: true, whenFound: 'stop' }, ownFile(mac)],
  // The URL in a Maxwell's config names the phone's own file.
  bootOnceConfigured: (model, mac) => (isBase(model) ? gigasetProfile.boot(model, mac) : [ownFile(mac)]),
  fetchesUrlItself: false,
  reads: 'nvm-params',
  keepsAbsent: true,
  skipsUnchanged: false,
  read: (parameters, model) => (isBase(model) ? readBase(parameters) : readMaxwell(parameters)),
  onNotify(event, _parameters, model) {
    if (event === 'check-sync;reboot=false') return 'reload';
    return event === 'check-sync;reboot=true' && !isBase(model) ? 'reboot' : 'ignore';
  },
};

function ownFile(mac: string): BootStep {
  return { file: `${mac.toUpperCase()}.xml`, takes: true, whenFound: 'stop' };
}

function isBase(model: string): boolean {
  return /^n\d/.test(model);
}

/** The model as in User-Agents: `Gigaset N870 IP PRO`, `Gigaset Maxwell 3`. */
function named(model: string): string {
  const words = model.split('-').map((word) => (isBase(model) ? word.toUpperCase() : capitalised(word)));
  return `Gigaset ${words.join(' ')}`;
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function readMaxwell(parameters: Parameters): Reading {
  const seconds = Number(parameters.get('System.Provision.Period') ?? '0');
  return {
    accounts: ACCOUNTS.map((index) => readMaxwellAccount(parameters, `SIP.Account.${index}`)),
    keys: FUNCTION_KEYS.map((index) => readKey(parameters, index)).filter(({ kind }) => kind !== 'none'),
    ...readServer(parameters.get('System.Provision.ProvisioningServer') ?? ''),
    pollMinutes: seconds > 0 ? seconds / 60 : null,
  };
}

function readMaxwellAccount(parameters: Parameters, path: string): AccountReading {
  const value = (name: string) => parameters.get(`${path}.${name}`) ?? '';
  const isTls = parameters.get('SIP.Security.UseSIPS') === '1';
  const isOn = value('Active') === '1';
  return {
    enabled: isOn,
    register: isOn,
    user: value('Username'),
    authUser: value('AuthName'),
    secret: value('AuthPassword'),
    server: hostIn(value('RegistrationServer.Address')),
    port: Number(value('RegistrationServer.Port') || '5060'),
    transport: isTls ? 'tls' : parameters.get('SIP.TransportProtocol') === '2' ? 'tcp' : 'udp',
    displayName: value('DisplayName'),
    voicemailNumber: value('VoiceMail.Mailbox'),
  };
}

function readKey(parameters: Parameters, index: number): KeyReading {
  const said = (name: string) => parameters.get(`PhoneUI.Keys.FunctionKeys.${index}.${name}`) ?? '';
  const value =
    ['PhoneNumber', 'EnableCode', 'URL', 'Connection'].map(said).find((text) => text !== '') ?? '';
  const kind = KIND_OF_TYPE[said('Type')] ?? 'none';
  return { slot: `line ${index + 1}`, kind, label: said('DisplayName'), value, opens: null };
}

/** Reads the first handset. Without a user name it has no account. */
function readBase(parameters: Parameters): Reading {
  const own = (name: string) => parameters.get(`SipAccount.00001.${name}`) ?? '';
  const provider = (name: string) => parameters.get(`SipProvider.0.${name}`) ?? '';
  const transport = provider('TransportProtocol');
  const isOn = own('UserName') !== '';
  const account: AccountReading = {
    enabled: isOn,
    register: isOn,
    user: own('UserName'),
    authUser: own('AuthName'),
    secret: own('AuthPassword'),
    server: hostIn(provider('RegServerAddress')),
    port: Number(provider('RegServerPort') || '5060'),
    transport: transport === '2' ? 'tcp' : transport === '3' ? 'tls' : 'udp',
    displayName: own('DisplayName'),
    voicemailNumber: own('VoiceMailMailbox'),
  };
  const server = parameters.get('Provisioning.global.ProvisioningServer') ?? '';
  return { accounts: [account], keys: [], ...readServer(server), pollMinutes: null };
}

/** The folder of the provisioning URL, with or without the file name `%MACD.xml` at its end. */
function readServer(said: string): Pick<Reading, 'provisioningUrl' | 'provisioningLogin'> {
  const server = splitUrlLogin(said.replace(/%MACD\.xml$/, ''));
  if (server === null) return { provisioningUrl: null };
  const { url, user, password } = server;
  return { provisioningUrl: `${url.replace(/\/$/, '')}/`, provisioningLogin: { user, password } };
}

function hostIn(said: string): string {
  return said.replace(/^\[(.*)\]$/, '$1');
}

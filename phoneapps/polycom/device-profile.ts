import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading } from '../../src/simulator/device-profile';
import { slotNumbers } from '../../src/simulator/device-profile-helpers';

const REGISTRATIONS = 34;
const SOFT_KEYS = 10;
const VERSION = '5.9.0.9373';

/**
 * A VVX or SoundPoint IP: requests its master file and the files that this one names. Then it requests the settings that
 * users made on it (`-phone.cfg`, `-web.cfg`), its licence and its directory, which we answer with 404.
 */
export const polycomProfile: DeviceProfile = {
  userAgent: (model, mac) => `FileTransport ${nameOf(model)}-UA/${VERSION} (SN:${mac}) Type/Application`,
  sipUserAgent: (model) => `${nameOf(model)}-UA/${VERSION}`,
  boot: (_model, mac) => [
    { file: `${mac}.cfg`, takes: false, whenFound: 'go-on' },
    { file: `hd-${mac}.cfg`, takes: true, whenFound: 'go-on' },
  ],
  fetchesUrlItself: false,
  reads: 'attributes',
  keepsAbsent: false,
  skipsUnchanged: false,
  read: (parameters) => ({
    accounts: slotNumbers(REGISTRATIONS).map((slot) => readAccount(parameters, slot)),
    keys: slotNumbers(SOFT_KEYS).flatMap((slot) => readSoftKey(parameters, slot)),
    provisioningUrl: deviceValue(parameters, 'prov.serverName') || null,
    provisioningLogin: {
      user: deviceValue(parameters, 'prov.user'),
      password: deviceValue(parameters, 'prov.password'),
    },
    pollMinutes:
      parameters.get('prov.polling.enabled') === '1' && parameters.get('prov.polling.mode') === 'rel'
        ? Number(parameters.get('prov.polling.period')) / 60
        : null,
  }),
  // With `alwaysReboot` 0 it restarts only for some parameters. Every login changes one of them, the registration.
  onNotify: (event) => (event === 'check-sync' ? 'reboot' : 'ignore'),
};

function readAccount(parameters: Parameters, slot: number): AccountReading {
  const value = (name: string) => parameters.get(`reg.${slot}.${name}`) ?? '';
  const transport = value('server.1.transport');
  const user = value('address');
  return {
    enabled: user !== '' && value('server.1.address') !== '',
    register: user !== '' && value('server.1.register') !== '0',
    user,
    authUser: value('auth.userId'),
    secret: value('auth.password'),
    server: value('server.1.address'),
    port: Number(value('server.1.port') || '5060'),
    transport: transport.startsWith('TCP') ? 'tcp' : transport === 'TLS' ? 'tls' : 'udp',
    displayName: value('displayName'),
    voicemailNumber:
      slot === 1 && parameters.get('msg.mwi.1.callBackMode') === 'contact'
        ? (parameters.get('msg.mwi.1.callBack') ?? '')
        : '',
  };
}

/** A soft key of the idle screen. It works only with enhanced feature keys switched on. */
function readSoftKey(parameters: Parameters, slot: number): KeyReading[] {
  const value = (name: string) => parameters.get(`softkey.${slot}.${name}`) ?? '';
  const isShown = value('enable') === '1' && value('use.idle') === '1';
  if (!isShown || parameters.get('feature.enhancedFeatureKeys.enabled') !== '1') return [];
  const action = value('action');
  const opens = /^https?:\/\//i.test(action) ? action : null;
  const kind = opens === null ? 'macro' : 'login';
  return [{ slot: `soft ${slot}`, kind, label: value('label'), value: action, opens }];
}

function deviceValue(parameters: Parameters, name: string): string {
  const isSet = parameters.get('device.set') === '1' && parameters.get(`device.${name}.set`) === '1';
  return isSet ? (parameters.get(`device.${name}`) ?? '') : '';
}

/** The names of a family in User-Agents: before the model, and as the prefix of the model. */
const FAMILIES: Readonly<Record<string, readonly [string, string]>> = {
  spip: ['PolycomSoundPointIP', 'SPIP_'],
  vvx: ['PolycomVVX', 'VVX_'],
  trio: ['PolycomRealPresenceTrio', 'Trio_'],
  ccx: ['PolyCCX', 'CCX_'],
  edgee: ['PolyEdge', 'Edge_E'],
};

/** The phone in User-Agents: `PolycomVVX-VVX_411`, `PolycomSoundPointIP-SPIP_335`, `PolyEdge-Edge_E350`. */
function nameOf(model: string): string {
  const [, family = 'vvx', number = model] = /^([a-z]+)(\d.*)$/.exec(model.toLowerCase()) ?? [];
  const [maker, prefix] = FAMILIES[family] ?? ['PolycomVVX', 'VVX_'];
  return `${maker}-${prefix}${number}`;
}

import type { Parameters } from '../../src/phones/brands/parameters';
import { splitUrlLogin } from '../../src/phones/brands/url-login';
import type { AccountReading, DeviceProfile, Reading } from '../../src/simulator/device-profile';

const LINE_KEYS = [0, 1, 2, 3, 4, 5];
const VERSIONS = { d: '2_9_19', p: '4_9_2' };

/** A D- or P-series phone that has a config server: requests its file, which is its whole config, at every start. */
export const digiumProfile: DeviceProfile = {
  userAgent: (model, mac) => `${named(model)} ${mac}`,
  sipUserAgent: named,
  boot: (_model, mac) => [{ file: `${mac}.cfg`, takes: true, whenFound: 'stop' }],
  fetchesUrlItself: false,
  reads: 'digium-config',
  keepsAbsent: false,
  skipsUnchanged: false,
  read: (parameters) => ({
    accounts: LINE_KEYS.map((index) => readAccount(parameters, `account/${index}`)),
    keys: [],
    ...readServer(parameters.get('setting/config_server_url') ?? ''),
    pollMinutes: null,
  }),
  onNotify(event, parameters) {
    const listens = (parameters.get('setting/enable_check_sync') ?? '1') === '1';
    return listens && /^check-sync(;|$)/.test(event) ? 'reboot' : 'ignore';
  },
};

function named(model: string): string {
  return model.startsWith('d')
    ? `Digium ${model.toUpperCase()} ${VERSIONS.d}`
    : `Sangoma ${model.toUpperCase()} ${VERSIONS.p}`;
}

function readAccount(parameters: Parameters, path: string): AccountReading {
  const value = (name: string) => parameters.get(`${path}/${name}`) ?? '';
  const transport = value('host_primary/transport');
  return {
    enabled: value('status') === '1',
    register: value('status') === '1' && value('register') === '1',
    user: value('username'),
    authUser: value('authname'),
    secret: value('password'),
    server: value('host_primary/server').replace(/^\[(.*)\]$/, '$1'),
    port: Number(value('host_primary/port') || '5060'),
    transport: transport === 'tcp' || transport === 'tls' ? transport : 'udp',
    displayName: value('line_label'),
    voicemailNumber: /^sip:([^@]*)@/.exec(value('voicemail'))?.[1] ?? '',
  };
}

/** Reads `[protocol://][user:password@]server[:port][/path]`. A `sip:` address is no server of files. */
function readServer(said: string): Pick<Reading, 'provisioningUrl' | 'provisioningLogin'> {
  const server = splitUrlLogin(said);
  if (server === null) return { provisioningUrl: null };
  const { url, user, password } = server;
  return { provisioningUrl: `${url.replace(/\/$/, '')}/`, provisioningLogin: { user, password } };
}

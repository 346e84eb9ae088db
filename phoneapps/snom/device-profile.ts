import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading } from '../../src/simulator/device-profile';

const IDENTITIES = 12;
/** The keys of the phone, followed by those of its expansion modules. */
const KEYS = 126;

const KIND_OF_TYPE: Readonly<Record<string, string>> = {
  speed: 'speed-dial',
  orbit: 'park',
  icom: 'intercom',
  // A `url` key opens a page in the minibrowser; login keys have this type.
  url: 'login',
};
const KIND_OF_EVENT: Readonly<Record<string, string>> = { F_DND: 'dnd', F_REDIRECT: 'forward' };

/** What differs between the brands of this firmware. */
export interface SnomProfileFacts {
  /** The word before the model in User-Agents and file names. */
  readonly callsItself: string;
  readonly version: string;
}

/**
 * A phone whose setting server is a URL without a file name: requests `<type>.htm` and `<type>-<MAC>.htm`, and applies both.
 */
export function createSnomProfile({ callsItself, version }: SnomProfileFacts): DeviceProfile {
  const typeOf = (model: string) => `${callsItself}${model.toUpperCase()}`;
  return {
    userAgent: (model, mac) =>
      `Mozilla/4.0 (compatible; ${typeOf(model)}-SIP ${version} 2010.12-00004-g9ba52f5 ${mac.toUpperCase()} SXM:0 UXM:0)`,
    sipUserAgent: (model) => `${typeOf(model)}/${version}`,
    boot: (model, mac) => [
      { file: `${typeOf(model)}.htm`, takes: true, whenFound: 'go-on' },
      { file: `${typeOf(model)}-${mac.toUpperCase()}.htm`, takes: true, whenFound: 'go-on' },
    ],
    fetchesUrlItself: false,
    reads: 'snom-settings',
    keepsAbsent: true,
    skipsUnchanged: false,
    read: (parameters) => ({
      accounts: Array.from({ length: IDENTITIES }, (_, index) => readIdentity(parameters, index + 1)),
      keys: Array.from({ length: KEYS }, (_, place) => readKey(parameters, place)).filter(
        (key) => key.kind !== 'none',
      ),
      provisioningUrl: parameters.get('setting_server') || null,
      provisioningLogin: {
        user: parameters.get('http_client_user') ?? '',
        password: parameters.get('http_client_pass') ?? '',
      },
      pollMinutes: readPolling(parameters),
    }),
    onNotify(event, parameters) {
      if (event === 'check-sync;reboot=true')
        return unlessChallenged(parameters, 'challenge_reboot', 'reboot');
      if (event !== 'check-sync;reboot=false') return 'ignore';
      return unlessChallenged(parameters, 'challenge_checksync', 'reload');
    },
  };
}

function unlessChallenged<Does extends string>(parameters: Parameters, setting: string, does: Does) {
  return parameters.get(setting) === 'on' ? 'ignore' : does;
}

function readPolling(parameters: Parameters): number | null {
  const period = Number(parameters.get('prov_polling_period') ?? '0');
  if (parameters.get('prov_polling_enabled') !== 'on' || !(period > 0)) return null;
  return parameters.get('prov_polling_mode') === 'rel' ? period / 60 : null;
}

function readIdentity(parameters: Parameters, slot: number): AccountReading {
  const value = (name: string) => parameters.get(`${name}/${slot}`) ?? '';
  const [, server = '', port, transport] =
    /^(?:sips?:)?\[?(.*?)\]?(?::(\d+))?(?:;transport=(\w+))?$/.exec(value('user_outbound')) ?? [];
  const enabled = value('user_active') === 'on';
  return {
    enabled,
    user: value('user_name'),
    authUser: value('user_pname'),
    secret: value('user_pass'),
    server: server || value('user_host'),
    port: port ? Number(port) : 5060,
    transport: transport === 'tcp' || transport === 'tls' ? transport : 'udp',
    displayName: value('user_realname'),
    voicemailNumber: value('user_mailbox'),
    register: enabled,
  };
}

/** Reads the text of a key: `<type>`, `<type> <value>` or `keyevent <event>`. */
function readKey(parameters: Parameters, place: number): KeyReading {
  const written = parameters.get(`fkey/${place}`) ?? 'none';
  const [, type = 'none', rest = ''] = /^(\w+) ?(.*)$/s.exec(written) ?? [];
  const kind = type === 'keyevent' ? (KIND_OF_EVENT[rest] ?? rest) : (KIND_OF_TYPE[type] ?? type);
  return {
    slot: `key ${place + 1}`,
    kind,
    label: parameters.get(`fkey/${place}/label`) ?? '',
    value: type === 'keyevent' ? '' : rest,
    opens: type === 'url' ? rest : null,
  };
}

/** Snom's own phones. */
export const snomProfile = createSnomProfile({ callsItself: 'snom', version: '10.1.159.12' });

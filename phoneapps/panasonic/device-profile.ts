import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading } from '../../src/simulator/device-profile';
import { slotNumbers } from '../../src/simulator/device-profile-helpers';
import { PANASONIC_APP_ENTRY } from './models';

const LINES = 16;
const BUTTONS = 24;
const VERSION = '08.101';

/** Kinds of keys by facility name, without the common prefix `X_PANASONIC_IPTEL_`. */
const KEY_KINDS: Readonly<Record<string, string>> = {
  DN: 'line',
  LINE: 'line',
  CONTACT: 'blf',
  BLF: 'blf',
  ONETOUCH: 'speed-dial',
};

/** A KX-UT, KX-HDV or KX-TGP600. Factory-new it requests its model's file, then its own; later only its own. */
export const panasonicProfile: DeviceProfile = {
  userAgent: (model, mac) => `Panasonic_${model.toUpperCase()}/${VERSION} (${mac})`,
  sipUserAgent: (model) => `Panasonic_${model.toUpperCase()}/${VERSION}`,
  boot: (model, mac) => [
    { file: `${(model || 'kx-hdv230').toUpperCase()}.cfg`, takes: true, whenFound: 'go-on' },
    { file: `Config${mac.toUpperCase()}.cfg`, takes: true, whenFound: 'go-on' },
  ],
  bootOnceConfigured: (_model, mac) => [
    { file: `Config${mac.toUpperCase()}.cfg`, takes: true, whenFound: 'go-on' },
  ],
  fetchesUrlItself: false,
  reads: 'quoted-lines',
  keepsAbsent: true,
  skipsUnchanged: false,
  read: (parameters) => ({
    accounts: slotNumbers(LINES).map((line) => readLine(parameters, line)),
    keys: [
      ...slotNumbers(BUTTONS)
        .map((place) => readButton(parameters, place))
        .filter((key) => key.kind !== 'none'),
      ...readMenuEntry(parameters),
    ],
    provisioningUrl: folderOf(parameters.get('CFG_STANDARD_FILE_PATH') ?? ''),
    provisioningLogin: {
      user: parameters.get('HTTP_AUTH_ID') ?? '',
      password: parameters.get('HTTP_AUTH_PASS') ?? '',
    },
    pollMinutes: intervalOf(parameters),
  }),
  onNotify(event, parameters) {
    const said = parameters.get('CFG_RESYNC_FROM_SIP') ?? '';
    if (said === '' || event.split(';')[0] !== said) return 'ignore';
    // A change of the account restarts the phone, and every login changes it.
    return 'reboot';
  },
};

function readLine(parameters: Parameters, line: number): AccountReading {
  const value = (name: string) => parameters.get(`${name}_${line}`) ?? '';
  const enabled = value('LINE_ENABLE') === 'Enabled' && value('PHONE_NUMBER') !== '';
  const transport = value('SIP_TRANSPORT');
  return {
    enabled,
    register: enabled,
    user: value('PHONE_NUMBER'),
    authUser: value('SIP_AUTHID'),
    secret: value('SIP_PASS'),
    server: value('SIP_RGSTR_ADDR'),
    port: Number(value('SIP_RGSTR_PORT') || '5060'),
    transport: transport === '1' ? 'tcp' : transport === '2' ? 'tls' : 'udp',
    displayName: value('DISPLAY_NAME'),
    voicemailNumber: value('VM_NUMBER'),
  };
}

function readButton(parameters: Parameters, place: number): KeyReading {
  const value = (name: string) => parameters.get(`FLEX_BUTTON_${name}${place}`) ?? '';
  const action = value('FACILITY_ACT');
  const kind = action === '' ? 'none' : (KEY_KINDS[action.replace(/^X_PANASONIC_IPTEL_/, '')] ?? action);
  return { slot: `line ${place}`, kind, label: value('LABEL'), value: value('FACILITY_ARG'), opens: null };
}

/** The menu entry of the XML application. The phone shows a label of its own. */
function readMenuEntry(parameters: Parameters): KeyReading[] {
  const url = parameters.get('XMLAPP_INITIAL_URL') ?? '';
  if (parameters.get('XMLAPP_ENABLE') !== 'Y' || url === '') return [];
  return [{ slot: 'menu', kind: 'login', label: PANASONIC_APP_ENTRY, value: url, opens: url }];
}

/** The folder of `CFG_STANDARD_FILE_PATH`; null when it is not set. */
function folderOf(url: string): string | null {
  return /^(https?:\/\/.+\/)[^/]*$/.exec(url)?.[1] ?? null;
}

/** The poll interval in minutes; null: no polling at an interval. */
function intervalOf(parameters: Parameters): number | null {
  const isCyclic = parameters.get('CFG_CYCLIC') === 'Y' && !parameters.get('CFG_RESYNC_TIME');
  return isCyclic ? Number(parameters.get('CFG_CYCLIC_INTVL')) : null;
}

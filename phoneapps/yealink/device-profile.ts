import type { Parameters } from '../../src/phones/brands/parameters';
import type {
  AccountReading,
  BootStep,
  DeviceProfile,
  KeyReading,
  Reading,
} from '../../src/simulator/device-profile';
import { macWithColons, slotNumbers } from '../../src/simulator/device-profile-helpers';
import { type Generation, YEALINK_MODELS, type YealinkModel } from './models';

const ACCOUNTS = 16;
const LINE_KEYS = 84;
const SOFT_KEYS = 4;

/** Kinds of keys by type code, from the phone's manual. */
const KEY_KINDS: Readonly<Record<string, string>> = {
  '0': 'none',
  '2': 'forward',
  '5': 'dnd',
  '10': 'park',
  '12': 'voicemail',
  '13': 'speed-dial',
  '14': 'intercom',
  '15': 'line',
  '16': 'blf',
  '17': 'url',
  '27': 'login',
};

/** What differs between the brands of this firmware. */
export interface YealinkProfileFacts {
  /** The start of its User-Agents, with the model. */
  callsItself(model: string): string;
  version(model: string): string;
}

/**
 * A phone of the family: requests the common file, then its own. Firmware V81 and newer requests .boot files before them.
 */
export function createYealinkProfile(
  facts: YealinkProfileFacts,
  models: Readonly<Record<string, YealinkModel>>,
  unknownGeneration: Generation,
): DeviceProfile {
  const isOld = (model: string) => (models[model]?.generation ?? unknownGeneration) === 'v70';
  const named = (model: string) => `${facts.callsItself(model)} ${facts.version(model)}`;
  return {
    userAgent: (model, mac) => `${named(model)} ${macWithColons(mac)}`,
    sipUserAgent: named,
    boot: (model, mac) => [
      ...(isOld(model) ? [] : bootFiles(mac)),
      {
        file: `y${(models[model]?.productCode ?? '0').padStart(12, '0')}.cfg`,
        takes: true,
        whenFound: 'go-on',
      },
      { file: `${mac}.cfg`, takes: true, whenFound: 'go-on' },
    ],
    fetchesUrlItself: false,
    reads: 'key-value',
    keepsAbsent: true,
    skipsUnchanged: true,
    read: (parameters, model) => readYealink(parameters, isOld(model)),
    onNotify(event, parameters) {
      if (!event.startsWith('check-sync')) return 'ignore';
      const policy = settingOf(parameters, 'sip.notify_reboot_enable') || '1';
      if (policy === '2') return 'ignore';
      return policy === '1' || event.includes('reboot=true') ? 'reboot' : 'reload';
    },
  };
}

const bootFiles = (mac: string): BootStep[] => [
  { file: `${mac}.boot`, takes: false, whenFound: 'go-on' },
  { file: 'y000000000000.boot', takes: false, whenFound: 'go-on' },
];

function readYealink(parameters: Parameters, isOld: boolean): Reading {
  const provisioning = (name: string) =>
    settingOf(parameters, `${isOld ? '' : 'static.'}auto_provision.${name}`);
  return {
    accounts: slotNumbers(ACCOUNTS).map((slot) => readAccount(parameters, slot, isOld)),
    keys: [
      ...slotNumbers(LINE_KEYS).map((slot) => readKey(parameters, `line ${slot}`, `linekey.${slot}`)),
      ...slotNumbers(SOFT_KEYS).map((slot) => readKey(parameters, `soft ${slot}`, `programablekey.${slot}`)),
    ].filter((key) => key.kind !== 'none'),
    provisioningUrl: provisioning('server.url') || null,
    provisioningLogin: { user: provisioning('server.username'), password: provisioning('server.password') },
    pollMinutes: provisioning('repeat.enable') === '1' ? Number(provisioning('repeat.minutes')) : null,
  };
}

/** The parameters of the SIP server: address, port and transport. The oldest releases know only the second set. */
const SERVER = ['sip_server.1.address', 'sip_server.1.port', 'sip_server.1.transport_type'] as const;
const OLD_SERVER = ['sip_server_host', 'sip_server_port', 'transport'] as const;

/** The value of a setting. `%NULL%` is the factory value, which is empty for every setting that is read here. */
function settingOf(parameters: Parameters, name: string): string {
  const value = parameters.get(name) ?? '';
  return value === '%NULL%' ? '' : value;
}

function readAccount(parameters: Parameters, slot: number, isOld: boolean): AccountReading {
  const value = (name: string) => settingOf(parameters, `account.${slot}.${name}`);
  const enabled = value('enable') === '1';
  const [server, port, transportName] = isOld ? OLD_SERVER : SERVER;
  const transport = value(transportName);
  return {
    enabled,
    user: value('user_name'),
    authUser: value('auth_name'),
    secret: value('password'),
    server: value(server),
    port: Number(value(port) || '5060'),
    transport: transport === '1' ? 'tcp' : transport === '2' ? 'tls' : 'udp',
    displayName: value('display_name'),
    voicemailNumber: slot === 1 ? settingOf(parameters, 'voice_mail.number.1') : '',
    register: enabled,
  };
}

function readKey(parameters: Parameters, slot: string, name: string): KeyReading {
  const type = settingOf(parameters, `${name}.type`) || '0';
  const value = settingOf(parameters, `${name}.value`);
  const kind = KEY_KINDS[type] ?? `type ${type}`;
  return {
    slot,
    kind,
    label: settingOf(parameters, `${name}.label`),
    value,
    opens: type === '27' ? value : null,
  };
}

/** Yealink's own phones. */
export const yealinkProfile = createYealinkProfile(
  {
    callsItself: (model) => `Yealink ${prefixOf(model)}${model.toUpperCase()}`,
    version: (model) => `${YEALINK_MODELS[model]?.productCode ?? '0'}.86.0.15`,
  },
  YEALINK_MODELS,
  'v81',
);

/** Desk phones write `SIP-` before their model; bases, conference phones and the newer video phone do not. */
function prefixOf(model: string): string {
  if (model === 't49g') return 'SIP VP-';
  return model.startsWith('t') ? 'SIP-' : '';
}

import type { Parameters } from '../../src/phones/brand';
import type { AccountReading, Firmware, KeyReading } from '../../src/phones/firmware';
import { YEALINK_MODELS } from './models';

const ACCOUNTS = 16;
const LINE_KEYS = 29;
const SOFT_KEYS = 4;

/** The types of keys that a phone of ours may meet, as its manual names them. */
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

/** A T4x/T5x from firmware V81 on: asks for .boot files first, then the common file, then its own. */
export const yealinkFirmware: Firmware = {
  userAgent: (model, mac) => `Yealink SIP-${model.toUpperCase()} ${firmwareOf(model)} ${withColons(mac)}`,
  sipUserAgent: (model) => `Yealink SIP-${model.toUpperCase()} ${firmwareOf(model)}`,
  boot: (model, mac) => [
    { file: `${mac}.boot`, takes: false, whenFound: 'go-on' },
    { file: 'y000000000000.boot', takes: false, whenFound: 'go-on' },
    {
      file: `y${(YEALINK_MODELS[model]?.productCode ?? '0').padStart(12, '0')}.cfg`,
      takes: true,
      whenFound: 'go-on',
    },
    { file: `${mac}.cfg`, takes: true, whenFound: 'go-on' },
  ],
  fetchesUrlItself: false,
  reads: 'key-value',
  keepsAbsent: true,
  skipsUnchanged: true,
  read: (parameters) => ({
    accounts: slots(ACCOUNTS).map((slot) => readAccount(parameters, slot)),
    keys: [
      ...slots(LINE_KEYS).map((slot) => readKey(parameters, `line ${slot}`, `linekey.${slot}`)),
      ...slots(SOFT_KEYS).map((slot) => readKey(parameters, `soft ${slot}`, `programablekey.${slot}`)),
    ].filter((key) => key.kind !== 'none'),
    provisioningUrl: settingOf(parameters, 'static.auto_provision.server.url') || null,
    provisioningLogin: {
      user: settingOf(parameters, 'static.auto_provision.server.username'),
      password: settingOf(parameters, 'static.auto_provision.server.password'),
    },
    pollMinutes:
      settingOf(parameters, 'static.auto_provision.repeat.enable') === '1'
        ? Number(settingOf(parameters, 'static.auto_provision.repeat.minutes'))
        : null,
  }),
  onNotify(event, parameters) {
    if (!event.startsWith('check-sync')) return 'ignore';
    const policy = settingOf(parameters, 'sip.notify_reboot_enable') || '1';
    if (policy === '2') return 'ignore';
    return policy === '1' || event.includes('reboot=true') ? 'reboot' : 'reload';
  },
};

function slots(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** What the phone works with: `%NULL%` is the factory value, which is empty for all that is read here. */
function settingOf(parameters: Parameters, name: string): string {
  const value = parameters.get(name) ?? '';
  return value === '%NULL%' ? '' : value;
}

function readAccount(parameters: Parameters, slot: number): AccountReading {
  const value = (name: string) => settingOf(parameters, `account.${slot}.${name}`);
  const enabled = value('enable') === '1';
  const transport = value('sip_server.1.transport_type');
  return {
    enabled,
    user: value('user_name'),
    authUser: value('auth_name'),
    secret: value('password'),
    server: value('sip_server.1.address'),
    port: Number(value('sip_server.1.port') || '5060'),
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

function firmwareOf(model: string): string {
  return `${YEALINK_MODELS[model]?.productCode ?? '0'}.86.0.15`;
}

function withColons(mac: string): string {
  return (mac.match(/../g) ?? []).join(':');
}

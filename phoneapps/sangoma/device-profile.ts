import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading, Reading } from '../../src/simulator/device-profile';
import { macWithColons, slotNumbers } from '../../src/simulator/device-profile-helpers';
import {
  ACCOUNT_SLOTS,
  accountPValues,
  KEY_TYPE,
  type KeyPValues,
  lineKeyPValues,
  SETTING,
  softKeyPValues,
} from './p-values';

const LINE_KEYS = 45;
const SOFT_KEYS = 4;
const TRANSPORTS = { '0': 'udp', '1': 'tcp', '2': 'tls' } as const;
const XML_BROWSER = '14';

/** What differs between the brands of this firmware. */
export interface ProfileFacts {
  /** The first word of its User-Agents. */
  readonly callsItself: string;
  readonly version: string;
  /** The number in `cfg<device code>.xml`. */
  deviceCode(model: string): string;
  /** Whether a model takes a new config without a restart. */
  takesConfigWhileRunning(model: string): boolean;
}

/** A phone of the family: requests cfg<device code>.xml, cfg<mac> and cfg<mac>.xml, and stops at the first file it gets. */
export function createSangomaProfile(facts: ProfileFacts): DeviceProfile {
  const named = (model: string) => `${facts.callsItself} ${model.toUpperCase()}`;
  return {
    userAgent: (model, mac) => `${named(model)} ${facts.version} ${macWithColons(mac).toUpperCase()}`,
    sipUserAgent: (model) => `${named(model)} V${facts.version}`,
    boot: (model, mac) => [
      { file: `cfg${facts.deviceCode(model)}.xml`, takes: true, whenFound: 'stop' },
      { file: `cfg${mac}`, takes: false, whenFound: 'stop' },
      { file: `cfg${mac}.xml`, takes: true, whenFound: 'stop' },
    ],
    fetchesUrlItself: false,
    reads: 'hl-provision',
    keepsAbsent: true,
    skipsUnchanged: false,
    read: (parameters) => readSangoma(parameters),
    onNotify(event, parameters, model) {
      if (parameters.get(SETTING.checkSyncWithAuth) === '1') return 'ignore';
      if (event === 'check-sync;reboot=true') return 'reboot';
      if (event !== 'check-sync;reboot=false' && event !== 'resync') return 'ignore';
      return facts.takesConfigWhileRunning(model) ? 'reload' : 'reboot';
    },
  };
}

function readSangoma(parameters: Parameters): Reading {
  return {
    accounts: slotNumbers(ACCOUNT_SLOTS).map((slot) => readAccount(parameters, slot)),
    keys: [
      ...slotNumbers(LINE_KEYS).map((slot) => readKey(parameters, `line ${slot}`, lineKeyPValues(slot))),
      ...slotNumbers(SOFT_KEYS).map((slot) => readKey(parameters, `soft ${slot}`, softKeyPValues(slot))),
    ].filter((key) => key.kind !== 'none'),
    provisioningUrl: parameters.get(SETTING.configServer) || null,
    provisioningLogin: {
      user: parameters.get(SETTING.configUser) ?? '',
      password: parameters.get(SETTING.configPassword) ?? '',
    },
    pollMinutes:
      parameters.get(SETTING.autoUpdate) === '1' ? Number(parameters.get(SETTING.autoUpdateMinutes)) : null,
  };
}

function readAccount(parameters: Parameters, slot: number): AccountReading {
  const names = accountPValues(slot);
  const value = (name: string) => parameters.get(name) ?? '';
  const [, ipv6, host = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(value(names.server)) ?? [];
  const transport = value(names.transport);
  return {
    enabled: value(names.active) === '1',
    user: value(names.user),
    authUser: value(names.authUser),
    secret: value(names.password),
    server: ipv6 ?? host,
    port: port ? Number(port) : 5060,
    transport: transport === '1' || transport === '2' ? TRANSPORTS[transport] : 'udp',
    displayName: value(names.displayName),
    voicemailNumber: value(names.voicemailNumber),
    register: value(names.register) === '1',
  };
}

function readKey(parameters: Parameters, slot: string, names: KeyPValues): KeyReading {
  const type = parameters.get(names.type) ?? '0';
  const kind = Object.entries(KEY_TYPE).find(([, number]) => number === type)?.[0] ?? `type ${type}`;
  const value = parameters.get(names.value) ?? '';
  return {
    slot,
    kind,
    label: parameters.get(names.label) ?? '',
    value,
    opens: type === XML_BROWSER ? value : null,
  };
}

const LIVE_MODELS = new Set(['s500', 's700']);

/** Sangoma's s-series. */
export const sangomaProfile = createSangomaProfile({
  callsItself: 'Sangoma',
  version: '2.0.4.67',
  // No source states the device code of any model.
  deviceCode: () => '0011',
  takesConfigWhileRunning: (name) => LIVE_MODELS.has(name),
});

import type { Parameters } from '../../src/phones/brand';
import type { AccountReading, Firmware, KeyReading, Reading } from '../../src/phones/firmware';
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

/** Models that take a new config while they run. The others restart for it. */
const LIVE_MODELS = new Set(['s500', 's700']);

/** The s-series as a phone: asks for cfg<device code>.xml, cfg<mac>, cfg<mac>.xml and stops at the first it gets. */
export const sangomaFirmware: Firmware = {
  userAgent: (model, mac) => `Sangoma ${model.toUpperCase()} 2.0.4.67 ${withColons(mac)}`,
  sipUserAgent: (model) => `Sangoma ${model.toUpperCase()} V2.0.4.67`,
  boot: (_model, mac) => [
    { file: 'cfg0011.xml', takes: true, whenFound: 'stop' },
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
    return LIVE_MODELS.has(model) ? 'reload' : 'reboot';
  },
};

function readSangoma(parameters: Parameters): Reading {
  const slots = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  return {
    accounts: slots(ACCOUNT_SLOTS).map((slot) => readAccount(parameters, slot)),
    keys: [
      ...slots(LINE_KEYS).map((slot) => readKey(parameters, `line ${slot}`, lineKeyPValues(slot))),
      ...slots(SOFT_KEYS).map((slot) => readKey(parameters, `soft ${slot}`, softKeyPValues(slot))),
    ].filter((key) => key.kind !== 'none'),
    provisioningUrl: parameters.get(SETTING.configServer) || null,
    pollMinutes:
      parameters.get(SETTING.autoUpdate) === '1' ? Number(parameters.get(SETTING.autoUpdateMinutes)) : null,
  };
}

function readAccount(parameters: Parameters, slot: number): AccountReading {
  const names = accountPValues(slot);
  const value = (name: string) => parameters.get(name) ?? '';
  const [server = '', port] = value(names.server).split(':');
  const transport = value(names.transport);
  return {
    enabled: value(names.active) === '1',
    user: value(names.user),
    authUser: value(names.authUser),
    secret: value(names.password),
    server,
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

function withColons(mac: string): string {
  return (mac.match(/../g) ?? []).join(':').toUpperCase();
}

import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading, Reading } from '../../src/simulator/device-profile';
import { slotNumbers } from '../../src/simulator/device-profile-helpers';
import { GRANDSTREAM_MODELS, MOST_ACCOUNTS, namingOf, UNKNOWN_GRANDSTREAM } from './models';
import { readPValues } from './p-value-device-profile';

const VIRTUAL_KEYS = 48;
const SHORTEST_CHECK = 60;
const VERSION = '1.0.11.79';

/** Kinds of keys by key mode, which is case-insensitive. */
const KEY_KINDS: Readonly<Record<string, string>> = {
  none: 'none',
  line: 'line',
  default: 'line',
  speeddial: 'speed-dial',
  blf: 'blf',
  callpark: 'park',
  intercom: 'intercom',
  voicemail: 'voicemail',
  dnd: 'dnd',
  forward: 'forward',
  xmlapplication: 'login',
};

/** Whether the model reads named parameters; older ones read only P-values. */
const readsNames = (model: string) => namingOf(GRANDSTREAM_MODELS[model] ?? UNKNOWN_GRANDSTREAM) === 'names';

/** Every phone requests its binary file, then its own XML file. */
export const grandstreamProfile: DeviceProfile = {
  userAgent: (model, mac) => `Grandstream Model HW ${model.toUpperCase()} SW ${VERSION} DevId ${mac}`,
  sipUserAgent: (model) => `Grandstream ${model.toUpperCase()} ${VERSION}`,
  boot: (_model, mac) => [
    { file: `cfg${mac}`, takes: false, whenFound: 'go-on' },
    // Only after a 404 would it request its model's file and the common one.
    { file: `cfg${mac}.xml`, takes: true, whenFound: 'stop' },
  ],
  fetchesUrlItself: false,
  reads: 'gs-provision',
  keepsAbsent: true,
  skipsUnchanged: false,
  read: (parameters, model) => (readsNames(model) ? readNames(parameters) : readPValues(parameters)),
  onNotify(event, parameters, model) {
    // By default the phone challenges every NOTIFY, and Asterisk does not answer challenges.
    const answers = readsNames(model)
      ? parameters.get('sip.notify.challenge') === 'Yes'
      : parameters.get('P4428') === '1';
    if (!answers) return 'ignore';
    if (event === 'check-sync;reboot=true') return 'reboot';
    return event === 'check-sync' || event === 'resync' ? 'reload' : 'ignore';
  },
};

function readNames(parameters: Parameters): Reading {
  return {
    accounts: slotNumbers(MOST_ACCOUNTS).map((slot) => readAccount(parameters, slot)),
    keys: [
      ...slotNumbers(VIRTUAL_KEYS).map((slot) => readKey(parameters, slot)),
      readSoftKey(parameters),
    ].filter((key) => key.kind !== 'none'),
    provisioningUrl: serverOf(parameters),
    provisioningLogin: {
      user: parameters.get('provisioning.config.username') ?? '',
      password: parameters.get('provisioning.config.password') ?? '',
    },
    pollMinutes: checksEvery(parameters),
  };
}

function readAccount(parameters: Parameters, slot: number): AccountReading {
  const value = (name: string) => parameters.get(`account.${slot}.${name}`) ?? '';
  const [, server = '', port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(value('sip.server.1.address')) ?? [];
  const transport = value('sip.transport').toLowerCase();
  return {
    enabled: value('enable') === 'Yes',
    register: value('sip.registration') === 'Yes',
    user: value('sip.userid'),
    authUser: value('sip.subscriber.userid'),
    secret: value('sip.subscriber.password'),
    server,
    port: port ? Number(port) : 5060,
    transport: transport.startsWith('tls') ? 'tls' : transport === 'tcp' ? 'tcp' : 'udp',
    displayName: value('sip.subscriber.name'),
    voicemailNumber: value('sip.voicemail.number'),
  };
}

/** The page that all XML application keys open. A URL without a scheme is http. */
function applicationUrl(parameters: Parameters): string | null {
  const path = parameters.get('xmlApplication.serverPath') ?? '';
  if (path === '') return null;
  return /^https?:\/\//.test(path) ? path : `http://${path}`;
}

function readKey(parameters: Parameters, slot: number): KeyReading {
  const said = (name: string) => parameters.get(`pks.vpk.${slot}.${name}`) ?? '';
  const mode = said('keyMode').toLowerCase() || 'none';
  const kind = KEY_KINDS[mode] ?? `mode ${mode}`;
  const opens = kind === 'login' ? applicationUrl(parameters) : null;
  return { slot: `line ${slot}`, kind, label: said('description'), value: said('value'), opens };
}

function readSoftKey(parameters: Parameters): KeyReading {
  const label = parameters.get('xmlApplication.softkeyLabel') ?? '';
  const opens = label === '' ? null : applicationUrl(parameters);
  return { slot: 'soft 1', kind: opens === null ? 'none' : 'login', label, value: '', opens };
}

function serverOf(parameters: Parameters): string | null {
  const path = parameters.get('provisioning.config.serverPath') ?? '';
  const protocol = parameters.get('provisioning.config.protocol') ?? 'HTTPS';
  return path === '' ? null : `${protocol.toLowerCase()}://${path}/`;
}

function checksEvery(parameters: Parameters): number | null {
  if (parameters.get('provisioning.auto.mode') !== 'YesUpgradeMin') return null;
  const minutes = Number(parameters.get('provisioning.auto.minute'));
  return minutes >= SHORTEST_CHECK ? minutes : null;
}

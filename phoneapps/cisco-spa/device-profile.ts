import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading, Reading } from '../../src/simulator/device-profile';
import { slotNumbers } from '../../src/simulator/device-profile-helpers';
import { CISCO_SPA_LINES, CISCO_SPA_MODELS, CISCO_SPA_SOFT_KEYS } from '.';

/** How the phones that read flat profiles differ. */
export interface FlatProfileFacts {
  readonly lines: number;
  readonly softKeys: number;
  /** Line keys of a model; 0 for an unlisted one. */
  lineKeysOf(model: string): number;
  userAgent(model: string, mac: string): string;
  sipUserAgent(model: string): string;
  /** The file that a factory-new phone requests. */
  firstFile(model: string): string;
  /** The file with the phone's MAC, which the profile rule names. */
  ownFile(mac: string): string;
  readonly resyncs: readonly string[];
  readonly restarts: readonly string[];
}

/** A phone that reads flat profiles: factory-new it requests its model's file, later the file in its profile rule. */
export function createFlatProfile(facts: FlatProfileFacts): DeviceProfile {
  return {
    userAgent: facts.userAgent,
    sipUserAgent: facts.sipUserAgent,
    boot: (model, mac) => [
      { file: facts.firstFile(model), takes: true, whenFound: 'go-on' },
      { file: facts.ownFile(mac), takes: true, whenFound: 'go-on' },
    ],
    bootOnceConfigured: (_model, mac) => [{ file: facts.ownFile(mac), takes: true, whenFound: 'go-on' }],
    fetchesUrlItself: false,
    reads: 'flat-profile',
    keepsAbsent: true,
    skipsUnchanged: false,
    read: (parameters, model) => readProfile(parameters, facts, model),
    onNotify(event, parameters) {
      // By default the phone challenges a NOTIFY, and Asterisk does not answer challenges.
      if (parameters.get('Auth_Resync-Reboot_1_') !== 'No') return 'ignore';
      if (facts.restarts.includes(event)) return 'reboot';
      if (parameters.get('Resync_From_SIP') === 'No') return 'ignore';
      return facts.resyncs.includes(event) ? 'reload' : 'ignore';
    },
  };
}

function readProfile(parameters: Parameters, facts: FlatProfileFacts, model: string): Reading {
  const rule = readRule(parameters);
  const seconds = Number(parameters.get('Resync_Periodic') ?? '0');
  return {
    accounts: slotNumbers(facts.lines).map((slot) => readAccount(parameters, slot)),
    keys: [
      ...slotNumbers(facts.lineKeysOf(model)).map((slot) => readLineKey(parameters, slot)),
      ...slotNumbers(facts.softKeys).flatMap((slot) => readSoftKey(parameters, slot)),
    ].filter((key) => key.kind !== 'none'),
    provisioningUrl: rule.folder,
    provisioningLogin: rule.login ?? null,
    pollMinutes: seconds > 0 ? seconds / 60 : null,
  };
}

function readAccount(parameters: Parameters, slot: number): AccountReading {
  const value = (name: string) => parameters.get(`${name}_${slot}_`) ?? '';
  const [, server = '', port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(value('Proxy')) ?? [];
  const transport = value('SIP_Transport');
  return {
    enabled: value('Line_Enable') === 'Yes' && value('User_ID') !== '',
    register: value('Register') === 'Yes',
    user: value('User_ID'),
    authUser: value('Use_Auth_ID') === 'Yes' ? value('Auth_ID') : value('User_ID'),
    secret: value('Password'),
    server,
    port: port ? Number(port) : 5060,
    transport: transport === 'TCP' ? 'tcp' : transport === 'TLS' ? 'tls' : 'udp',
    displayName: value('Display_Name'),
    voicemailNumber: slot === 1 ? (parameters.get('Voice_Mail_Number') ?? '') : '',
  };
}

/** By default a line key is a line. It can have another function only if its `Extension` is `Disabled`. */
function readLineKey(parameters: Parameters, slot: number): KeyReading {
  const line = parameters.get(`Extension_${slot}_`) ?? String(slot);
  const label = parameters.get(`Short_Name_${slot}_`) ?? '';
  if (line !== 'Disabled') return { slot: `line ${slot}`, kind: 'line', label, value: line, opens: null };
  return readFunction(`line ${slot}`, parameters.get(`Extended_Function_${slot}_`) ?? '', label);
}

/** A soft key, if `Idle_Key_List` shows it on the idle screen. */
function readSoftKey(parameters: Parameters, slot: number): KeyReading[] {
  if (parameters.get('Programmable_Softkey_Enable') !== 'Yes') return [];
  const shown = (parameters.get('Idle_Key_List') ?? '')
    .split(';')
    .map((entry) => entry.split('|')[0]?.trim());
  if (!shown.includes(`psk${slot}`)) return [];
  return [readFunction(`soft ${slot}`, parameters.get(`PSK_${slot}`) ?? '', '')];
}

function readFunction(slot: string, text: string, shortName: string): KeyReading {
  const parts = new Map(
    text.split(';').map((part) => {
      const [name = '', ...rest] = part.split('=');
      return [name.trim(), rest.join('=')];
    }),
  );
  const functions = (parts.get('fnc') ?? '').split('+');
  const url = (parts.get('url') ?? '').replaceAll('$$', '$');
  const target = parts.get('sub') ?? parts.get('ext') ?? '';
  const opens = functions.includes('xml') && url !== '' ? url : null;
  return {
    slot,
    kind: kindOf(functions),
    label: parts.get('nme') ?? shortName,
    value: opens ?? target.split('@')[0] ?? '',
    opens,
  };
}

function kindOf(functions: readonly string[]): string {
  const named = { xml: 'login', blf: 'blf', sd: 'speed-dial', dnd: 'dnd', cfwd: 'forward' };
  for (const [name, kind] of Object.entries(named)) if (functions.includes(name)) return kind;
  return functions.join('+') === '' ? 'none' : functions.join('+');
}

/** Reads `[--uid "…" --pwd "…"] http://host/path/name$MA.xml`. Without a host, the phone uses the server from DHCP. */
function readRule(parameters: Parameters): { folder: string | null; login: Reading['provisioningLogin'] } {
  const rule = /^(?:\[([^\]]*)\]\s*)?(https?:\/\/\S+)$/.exec(parameters.get('Profile_Rule') ?? '');
  const [, options = '', url = ''] = rule ?? [];
  const option = (name: string) =>
    expand(new RegExp(`--${name} "([^"]*)"`).exec(options)?.[1] ?? '', parameters);
  return {
    folder: url === '' ? null : url.slice(0, url.lastIndexOf('/') + 1),
    login: options === '' ? null : { user: option('uid'), password: option('pwd') },
  };
}

/** Replaces `$A` to `$P` by the parameters `GPP_A` to `GPP_P`, and `$$` by `$`. */
function expand(text: string, parameters: Parameters): string {
  return text.replace(/\$([A-P$])/g, (_, name: string) =>
    name === '$' ? '$' : (parameters.get(`GPP_${name}`) ?? ''),
  );
}

/** Cisco SPA 303 and 5xx. */
export const ciscoSpaProfile = createFlatProfile({
  lines: CISCO_SPA_LINES,
  softKeys: CISCO_SPA_SOFT_KEYS,
  lineKeysOf: (name) => CISCO_SPA_MODELS[name]?.lineKeys ?? 0,
  userAgent: (name, mac) => `Cisco/${name.toUpperCase()}-7.6.2 (${mac.toUpperCase()})(CBT141400UK)`,
  sipUserAgent: (name) => `Cisco/${name.toUpperCase()}-7.6.2`,
  firstFile: (name) => `spa${name.replace(/^spa/, '').toUpperCase()}.cfg`,
  ownFile: (mac) => `spa${mac}.xml`,
  resyncs: ['resync'],
  restarts: ['reboot_now', 'restart_now'],
});

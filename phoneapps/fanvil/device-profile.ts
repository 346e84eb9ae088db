import type { Parameters } from '../../src/phones/brands/parameters';
import type { AccountReading, DeviceProfile, KeyReading } from '../../src/simulator/device-profile';
import { FANVIL_LAYOUTS, keyPlaces, type Layout, UNKNOWN_FANVIL_LAYOUT } from './models';
import { type FanvilNames, type KeyNames, type LineField, type Setting, SYS_CONF_NAMES } from './names';

/** Kinds of memory keys, by the letters after the slash in their value. */
const MEMORY_KINDS: Readonly<Record<string, string>> = {
  f: 'speed-dial',
  bc: 'blf',
  c: 'park',
  i: 'intercom',
  a: 'forward',
};
const EVENT_KINDS: Readonly<Record<string, string>> = { F_MWI: 'voicemail', F_DND: 'dnd' };
const HTTPS = '5';

/** What differs between the brands of this firmware. */
export interface FanvilProfileFacts {
  /** The first word of its User-Agents. */
  readonly callsItself: string;
  readonly version: string;
  /** The file that all phones of a model request. */
  commonFile(model: string): string;
  readonly reads: DeviceProfile['reads'];
  readonly names: FanvilNames;
  readonly layouts: Readonly<Record<string, Layout>>;
  readonly unknownLayout: Layout;
}

/** A phone of the family: requests the common file of its model, then its own. */
export function createFanvilProfile(facts: FanvilProfileFacts): DeviceProfile {
  const named = (model: string) => `${facts.callsItself} ${model.toUpperCase()} ${facts.version}`;
  return {
    userAgent: (model, mac) => `${named(model)} ${mac}`,
    sipUserAgent: named,
    boot: (model, mac) => [
      { file: facts.commonFile(model), takes: true, whenFound: 'go-on' },
      { file: `${mac}.cfg`, takes: true, whenFound: 'go-on' },
    ],
    fetchesUrlItself: false,
    reads: facts.reads,
    keepsAbsent: true,
    skipsUnchanged: true,
    read: (parameters, model) => {
      const said = (setting: Setting) => parameters.get(facts.names.settings[setting] ?? '') ?? '';
      return {
        accounts: Array.from({ length: facts.unknownLayout.lines }, (_, index) =>
          readLine(parameters, facts.names.line(index + 1)),
        ),
        keys: readKeys(parameters, facts, model),
        provisioningUrl: facts.names.joinServer(said('server'), said('fileName'), said('protocol') === HTTPS),
        provisioningLogin: { user: said('downloadUser'), password: said('downloadPassword') },
        pollMinutes: said('mode') === '2' ? 60 * Number(said('interval')) : null,
      };
    },
    onNotify(event, parameters) {
      if (event !== 'check-sync' && !event.startsWith('check-sync;')) return 'ignore';
      // By default the phone restarts at any check-sync.
      const always = parameters.get(facts.names.settings.notifyReboot ?? '') !== '0';
      return always || event === 'check-sync;reboot=true' ? 'reboot' : 'reload';
    },
  };
}

function readLine(parameters: Parameters, names: Readonly<Record<LineField, string>>): AccountReading {
  const value = (field: LineField) => parameters.get(names[field]) ?? '';
  const transport = value('transport');
  const isOn = value('register') === '1';
  return {
    enabled: isOn,
    register: isOn,
    user: value('number'),
    authUser: value('user'),
    secret: value('password'),
    server: value('address'),
    port: Number(value('port') || '5060'),
    transport: transport === '1' ? 'tcp' : transport === '3' ? 'tls' : 'udp',
    displayName: value('displayName'),
    voicemailNumber: value('voicemail'),
  };
}

/** All line keys of the model, and the soft keys that its idle screen shows. */
function readKeys(parameters: Parameters, facts: FanvilProfileFacts, model: string): KeyReading[] {
  const { names } = facts;
  const lineKeys = keyPlaces(facts.layouts[model] ?? facts.unknownLayout).map((place, index) =>
    readKey(parameters, `line ${index + 1}`, names.key(place)),
  );
  const desktop = (parameters.get(names.settings.desktopSoftKeys ?? '') ?? '').split(';');
  const softKeys = [1, 2]
    .filter((index) => desktop.includes(`dss${index}`))
    .map((index) => readKey(parameters, `soft ${index}`, names.key({ on: 'soft', index })));
  return [...lineKeys, ...softKeys].filter(({ kind }) => kind !== 'none');
}

function readKey(parameters: Parameters, slot: string, names: KeyNames): KeyReading {
  const said = (field: keyof KeyNames) => parameters.get(names[field]) ?? '';
  const value = said('value');
  const type = said('type');
  return {
    slot,
    kind: kindOf(type, value),
    label: said('title'),
    value,
    opens: type === '21' ? value : null,
  };
}

function kindOf(type: string, value: string): string {
  if (type === '0' || type === '') return 'none';
  if (type === '1') return MEMORY_KINDS[value.slice(value.lastIndexOf('/') + 1)] ?? 'memory key';
  if (type === '2') return 'line';
  if (type === '3') return EVENT_KINDS[value] ?? value;
  if (type === '7') return 'url';
  return type === '21' ? 'login' : `type ${type}`;
}

/** Fanvil's own phones with firmware 2.x. */
export const fanvilProfile = createFanvilProfile({
  callsItself: 'Fanvil',
  version: '2.12.1.3',
  // Newer models request a text file with the hardware version in its name.
  commonFile: (model) =>
    model.includes('-') ? `fanvil_${model.replaceAll('-', '_')}_hwv1_0.txt` : `f0${model || 'x4'}hw1.100.cfg`,
  reads: 'sys-conf',
  names: SYS_CONF_NAMES,
  layouts: FANVIL_LAYOUTS,
  unknownLayout: UNKNOWN_FANVIL_LAYOUT,
});

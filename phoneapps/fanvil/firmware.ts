import type { Parameters } from '../../src/phones/brand';
import type { AccountReading, Firmware, KeyReading } from '../../src/phones/firmware';

const LINES = 20;
const VERSION = '2.12.1.3';

/** The last letters of a memory key's value. */
const MEMORY_KINDS: Readonly<Record<string, string>> = {
  f: 'speed-dial',
  bc: 'blf',
  c: 'park',
  i: 'intercom',
  a: 'forward',
};
const EVENT_KINDS: Readonly<Record<string, string>> = { F_MWI: 'voicemail', F_DND: 'dnd' };

/** An X-series phone: asks for the file that its model shares, then for its own. */
export const fanvilFirmware: Firmware = {
  userAgent: (model, mac) => `Fanvil ${model.toUpperCase()} ${VERSION} ${mac}`,
  sipUserAgent: (model) => `Fanvil ${model.toUpperCase()} ${VERSION}`,
  boot: (model, mac) => [
    { file: `f0${model || 'x4'}hw1.100.cfg`, takes: true, whenFound: 'go-on' },
    { file: `${mac}.cfg`, takes: true, whenFound: 'go-on' },
  ],
  fetchesUrlItself: false,
  reads: 'sys-conf',
  keepsAbsent: true,
  skipsUnchanged: true,
  read: (parameters, model) => ({
    accounts: Array.from({ length: LINES }, (_, index) => readLine(parameters, `sip/line[${index + 1}]`)),
    keys: readKeys(parameters, model),
    provisioningUrl: serverOf(parameters),
    provisioningLogin: {
      user: parameters.get('ap/DefaultUsername') ?? '',
      password: parameters.get('ap/DefaultPassword') ?? '',
    },
    pollMinutes:
      parameters.get('ap/FlashMode') === '2' ? 60 * Number(parameters.get('ap/FlashInterval')) : null,
  }),
  onNotify(event, parameters) {
    if (event !== 'check-sync' && !event.startsWith('check-sync;')) return 'ignore';
    // From the factory the phone restarts at any of them.
    const always = parameters.get('sip/NotifyReboot') !== '0';
    return always || event === 'check-sync;reboot=true' ? 'reboot' : 'reload';
  },
};

function readLine(parameters: Parameters, path: string): AccountReading {
  const value = (name: string) => parameters.get(`${path}/${name}`) ?? '';
  const transport = value('Transport');
  const isOn = value('EnableReg') === '1';
  return {
    enabled: isOn,
    register: isOn,
    user: value('PhoneNumber'),
    authUser: value('RegisterUser'),
    secret: value('RegisterPswd'),
    server: value('RegisterAddr'),
    port: Number(value('RegisterPort') || '5060'),
    transport: transport === '1' ? 'tcp' : transport === '3' ? 'tls' : 'udp',
    displayName: value('DisplayName'),
    voicemailNumber: value('MWINum'),
  };
}

/** Side keys, and keys on each of five pages. */
const KEYS_OF: Readonly<Record<string, readonly [number, number]>> = {
  x3g: [2, 0],
  x3s: [2, 0],
  x3sp: [2, 0],
  x4u: [3, 6],
  x5u: [4, 6],
  x6u: [5, 12],
};
const PAGES = 5;

/** Every key of the model from the first, and the soft keys that its idle screen shows. */
function readKeys(parameters: Parameters, model: string): KeyReading[] {
  const [side, perPage] = KEYS_OF[model] ?? [5, 12];
  const lineKeys = Array.from({ length: side + PAGES * perPage }, (_, index) => {
    const onPage = index - side;
    const page = Math.floor(onPage / (perPage || 1)) + 1;
    const place =
      onPage < 0 ? `dssSide[1]/Fkey[${index + 1}]` : `internal[${page}]/Fkey[${(onPage % perPage) + 1}]`;
    return readKey(parameters, `line ${index + 1}`, `dsskey/${place}`);
  });
  const desktop = (parameters.get('phone/softkey/DesktopSoftkey') ?? '').split(';');
  const softKeys = [1, 2]
    .filter((index) => desktop.includes(`dss${index}`))
    .map((index) => readKey(parameters, `soft ${index}`, `dsskey/dssSoft[${index}]`));
  return [...lineKeys, ...softKeys].filter(({ kind }) => kind !== 'none');
}

function readKey(parameters: Parameters, slot: string, path: string): KeyReading {
  const said = (name: string) => parameters.get(`${path}/${name}`) ?? '';
  const value = said('Value');
  const kind = kindOf(said('Type'), value);
  return { slot, kind, label: said('Title'), value, opens: said('Type') === '21' ? value : null };
}

function kindOf(type: string, value: string): string {
  if (type === '0' || type === '') return 'none';
  if (type === '1') return MEMORY_KINDS[value.slice(value.lastIndexOf('/') + 1)] ?? 'memory key';
  if (type === '2') return 'line';
  if (type === '3') return EVENT_KINDS[value] ?? value;
  if (type === '7') return 'url';
  return type === '21' ? 'login' : `type ${type}`;
}

function serverOf(parameters: Parameters): string | null {
  const server = parameters.get('ap/FlashServerIP') ?? '';
  return server === '' ? null : `${server.replace(/\/$/, '')}/`;
}

import type { Key, KeyKind } from '../../src/desk/model';
import { readTimeZone } from '../../src/lib/time-zone';
import type { Account, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { keyPlaces, type Layout } from './models';
import type { FanvilNames, KeyPlace, LineField, Setting } from './names';

const TRANSPORT = { udp: '0', tcp: '1', tls: '3' } as const;
const PROTOCOL = { http: '4', https: '5' } as const;
const DEFAULT_PORT = '5060';

/** What a key does: its type and, around what is dialled, the form of its value. */
const KEYS: Readonly<Record<KeyKind, { readonly type: string; value(said: string): string }>> = {
  none: { type: '0', value: () => '' },
  line: { type: '2', value: () => 'SIP1' },
  'speed-dial': { type: '1', value: (number) => `${number}@1/f` },
  blf: { type: '1', value: (number) => `${number}@1/bc` },
  park: { type: '1', value: (number) => `${number}@1/c` },
  intercom: { type: '1', value: (number) => `${number}@1/i` },
  forward: { type: '1', value: (number) => `${number}@1/a` },
  voicemail: { type: '3', value: () => 'F_MWI' },
  dnd: { type: '3', value: () => 'F_DND' },
  url: { type: '7', value: (url) => url },
  login: { type: '21', value: (url) => url },
};

/** The whole config, in the names of one format: every line and every key of the model is written, used or not. */
export function fanvilParameters(config: PhoneConfig, layout: Layout, names: FanvilNames): Parameters {
  const parameters = new Map<string, string>();
  const set: Writer = (setting, value) => {
    const name = names.settings[setting];
    if (name !== undefined) parameters.set(name, value);
  };
  // Without this, any check-sync restarts the phone.
  set('notifyReboot', '0');
  for (let slot = 1; slot <= layout.lines; slot += 1) {
    writeLine(parameters, names.line(slot), slot === 1 ? config.account : null);
  }
  writeSettings(set, config);
  const writeKeys = (keys: readonly Key[], places: readonly KeyPlace[]) => {
    for (const [index, place] of places.entries()) {
      const key = keys[index];
      if (key) writeKey(parameters, names, place, key, config.account);
    }
  };
  writeKeys(config.lineKeys, keyPlaces(layout));
  writeKeys(
    config.softKeys,
    config.softKeys.map((_, index) => ({ on: 'soft', index: index + 1 })),
  );
  writeServer(set, config, names);
  return parameters;
}

type Writer = (setting: Setting, value: string) => void;

function writeLine(
  parameters: Map<string, string>,
  names: Readonly<Record<LineField, string>>,
  account: Account | null,
): void {
  const set = (field: LineField, value: string) => parameters.set(names[field], value);
  set('number', account?.user ?? '');
  set('displayName', account?.displayName ?? '');
  set('address', account?.server ?? '');
  set('port', account ? String(account.port) : DEFAULT_PORT);
  set('user', account?.authUser ?? '');
  set('password', account?.secret ?? '');
  set('register', account ? '1' : '0');
  set('proxyAddress', '');
  set('proxyUser', '');
  set('proxyPassword', '');
  set('backupAddress', '');
  set('transport', TRANSPORT[account?.transport ?? 'udp']);
  set('voicemail', account?.voicemailNumber ?? '');
}

function writeKey(
  parameters: Map<string, string>,
  names: FanvilNames,
  place: KeyPlace,
  key: Key,
  account: Account | null,
): void {
  const { type, value } = KEYS[key.kind];
  const label = key.label || (key.kind === 'line' ? (account?.user ?? '') : '');
  const slots = names.key(place);
  parameters.set(slots.type, type);
  parameters.set(slots.value, value(key.kind === 'url' ? names.urlKey(key.value) : key.value));
  parameters.set(slots.title, key.kind === 'none' ? '' : label);
}

function writeSettings(set: Writer, config: PhoneConfig): void {
  if (config.phoneAdminPassword !== null) {
    set('menuPassword', config.phoneAdminPassword);
    set('webName', 'admin');
    set('webPassword', config.phoneAdminPassword);
    set('webLevel', '10');
  }
  if (config.language !== null) set('language', config.language);
  set('useNtp', '1');
  set('ntpServer', config.ntpServer);
  const zone = readTimeZone(config.timezone);
  // Quarters of an hour from UTC.
  if (zone) set('timeZone', String(zone.standardOffset / 15));
  if (config.softKeys.length > 0) set('desktopSoftKeys', desktopOf(config.softKeys));
}

/** The four soft keys of the idle screen: ours, and the way to the phone's own menu. */
function desktopOf(keys: readonly Key[]): string {
  const [first = '', second = ''] = keys.map((key, index) => (key.kind === 'none' ? '' : `dss${index + 1}`));
  return second === '' ? `history;${first};;menu;` : `${first};${second};;menu;`;
}

function writeServer(set: Writer, config: PhoneConfig, names: FanvilNames): void {
  if (config.provisioningLogin) {
    set('downloadUser', config.provisioningLogin.user);
    set('downloadPassword', config.provisioningLogin.password);
  }
  set('commonFile', '0');
  set('ownFile', '1');
  set('saveServer', '1');
  if (config.provisioningUrl !== null) {
    const { server, fileName } = names.splitServer(config.provisioningUrl);
    set('server', server);
    set('fileName', fileName);
    const isHttps = config.provisioningUrl.startsWith('https:');
    set('protocol', isHttps ? PROTOCOL.https : PROTOCOL.http);
  }
  // Again and again, in hours: the phone knows no shorter interval.
  set('mode', '2');
  set('interval', String(Math.max(1, Math.ceil(config.pollMinutes / 60))));
}

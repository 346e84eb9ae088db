import type { Key, KeyKind } from '../../src/desk/model';
import { readTimeZone } from '../../src/lib/time-zone';
import type { PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  type Entry,
  type KeyValue,
  keySlots,
  pollInterval,
  portOr,
  sameInEverySlot,
  toParameters,
  transportCode,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import { keyPlaces, type Layout } from './models';
import type { FanvilNames, KeyNames, KeyPlace, LineField, Setting } from './names';

const LINE: Readonly<Record<LineField, AccountValue>> = {
  number: 'user',
  displayName: 'displayName',
  address: 'server',
  port: portOr(),
  user: 'authUser',
  password: 'secret',
  register: whenLoggedIn('1', '0'),
  proxyAddress: sameInEverySlot(''),
  proxyUser: sameInEverySlot(''),
  proxyPassword: sameInEverySlot(''),
  backupAddress: sameInEverySlot(''),
  transport: transportCode({ udp: '0', tcp: '1', tls: '3' }),
  voicemail: 'voicemailNumber',
};

/** The type of each kind of key, and how its value is written. */
const KEYS: Readonly<Record<KeyKind, { readonly type: string; value(text: string): string }>> = {
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

/** Settings by a name that is independent of the format; null: the phone keeps its value. */
type Settings = Readonly<Partial<Record<Setting, string | null>>>;

/** The whole config with the names of one format. Every line and every key of the model is written, used or not. */
export function fanvilParameters(config: PhoneConfig, layout: Layout, names: FanvilNames): Parameters {
  const fields: Readonly<Record<keyof KeyNames, KeyValue>> = {
    type: ({ kind }) => KEYS[kind].type,
    value: ({ kind, value }) => KEYS[kind].value(kind === 'url' ? names.urlKey(value) : value),
    title: ({ kind, label }) => (kind === 'none' ? '' : label),
  };
  const keyAt = (place: KeyPlace, key: Key | undefined) =>
    key ? keySlots([key], config, { name: (_, field) => names.key(place)[field], fields }) : [];
  return toParameters(
    // Without this, any check-sync restarts the phone.
    named(names, { notifyReboot: '0' }),
    accountSlots(config, {
      count: layout.lines,
      name: (slot, field) => names.line(slot)[field],
      fields: LINE,
    }),
    named(names, baseSettings(config)),
    keyPlaces(layout).flatMap((place, index) => keyAt(place, config.lineKeys[index])),
    config.softKeys.flatMap((key, index) => keyAt({ on: 'soft', index: index + 1 }, key)),
    named(names, serverSettings(config, names)),
  );
}

/** The settings under the names of a format. Settings for which it has no name are left out. */
function named(names: FanvilNames, settings: Settings): Entry[] {
  const entries: Entry[] = [];
  let setting: Setting;
  for (setting in settings) {
    const name = names.settings[setting];
    const value = settings[setting] ?? null;
    if (name !== undefined && value !== null) entries.push([name, value]);
  }
  return entries;
}

function baseSettings(config: PhoneConfig): Settings {
  const { phoneAdminPassword } = config;
  const zone = readTimeZone(config.timezone);
  return {
    menuPassword: phoneAdminPassword,
    webName: phoneAdminPassword === null ? null : 'admin',
    webPassword: phoneAdminPassword,
    webLevel: phoneAdminPassword === null ? null : '10',
    language: config.language,
    useNtp: '1',
    ntpServer: config.ntpServer,
    // In quarters of an hour from UTC.
    timeZone: zone && String(zone.standardOffset / 15),
    desktopSoftKeys: config.softKeys.length === 0 ? null : idleSoftKeys(config.softKeys),
  };
}

/** The four soft keys of the idle screen: the login keys, and the phone's own menu. */
function idleSoftKeys(keys: readonly Key[]): string {
  const [first = '', second = ''] = keys.map((key, index) => (key.kind === 'none' ? '' : `dss${index + 1}`));
  return second === '' ? `history;${first};;menu;` : `${first};${second};;menu;`;
}

function serverSettings(config: PhoneConfig, names: FanvilNames): Settings {
  const { provisioningLogin: login, provisioningUrl: url } = config;
  const { server, fileName } = url === null ? { server: null, fileName: null } : names.splitServer(url);
  return {
    downloadUser: login?.user ?? null,
    downloadPassword: login?.password ?? null,
    commonFile: '0',
    ownFile: '1',
    saveServer: '1',
    server,
    fileName,
    protocol: url && (url.startsWith('https:') ? '5' : '4'),
    // Mode 2 polls at an interval in whole hours.
    mode: '2',
    interval: pollInterval(config, 'hours', { least: 1 }),
  };
}

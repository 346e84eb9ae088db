import type { Key, KeyKind } from '../../src/desk/model';
import type { Account, Model, Parameters, PhoneConfig } from '../../src/phones/brand';
import { readTimeZone } from '../../src/phones/time-zone';
import { keyPaths, LINES } from './models';

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

/** The whole config: every line and every key of the model is written, used or not. */
export function fanvilParameters(config: PhoneConfig, model: Model): Parameters {
  const parameters = new Map<string, string>();
  // Without this, any check-sync restarts the phone.
  parameters.set('sip/NotifyReboot', '0');
  for (let line = 1; line <= LINES; line += 1) {
    writeLine(parameters, `sip/line[${line}]`, line === 1 ? config.account : null);
  }
  writeSettings(parameters, config);
  const paths = keyPaths(model);
  for (const [index, key] of config.lineKeys.entries()) {
    writeKey(parameters, paths[index] ?? `dsskey/internal[1]/Fkey[${index + 1}]`, key, config.account);
  }
  for (const [index, key] of config.softKeys.entries()) {
    writeKey(parameters, `dsskey/dssSoft[${index + 1}]`, key, config.account);
  }
  writeServer(parameters, config);
  return parameters;
}

function writeLine(parameters: Map<string, string>, path: string, account: Account | null): void {
  const set = (name: string, value: string) => parameters.set(`${path}/${name}`, value);
  set('PhoneNumber', account?.user ?? '');
  set('DisplayName', account?.displayName ?? '');
  set('RegisterAddr', account?.server ?? '');
  set('RegisterPort', account ? String(account.port) : DEFAULT_PORT);
  set('RegisterUser', account?.authUser ?? '');
  set('RegisterPswd', account?.secret ?? '');
  set('EnableReg', account ? '1' : '0');
  set('ProxyAddr', '');
  set('ProxyUser', '');
  set('ProxyPswd', '');
  set('BackupAddr', '');
  set('Transport', TRANSPORT[account?.transport ?? 'udp']);
  set('MWINum', account?.voicemailNumber ?? '');
}

function writeKey(parameters: Map<string, string>, path: string, key: Key, account: Account | null): void {
  const { type, value } = KEYS[key.kind];
  const label = key.label || (key.kind === 'line' ? (account?.user ?? '') : '');
  parameters.set(`${path}/Type`, type);
  parameters.set(`${path}/Value`, value(key.value));
  parameters.set(`${path}/Title`, key.kind === 'none' ? '' : label);
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig): void {
  if (config.phoneAdminPassword !== null) {
    parameters.set('phone/MenuPassword', config.phoneAdminPassword);
    parameters.set('web/account[1]/Name', 'admin');
    parameters.set('web/account[1]/Password', config.phoneAdminPassword);
    parameters.set('web/account[1]/Level', '10');
  }
  if (config.language !== null) parameters.set('phone/display/DefaultLanguage', config.language);
  parameters.set('phone/date/EnableSNTP', '1');
  parameters.set('phone/date/SNTPServer', config.ntpServer);
  const zone = readTimeZone(config.timezone);
  // Quarters of an hour from UTC.
  if (zone) parameters.set('phone/date/TimeZone', String(zone.standardOffset / 15));
  if (config.softKeys.length > 0) parameters.set('phone/softkey/DesktopSoftkey', desktopOf(config.softKeys));
}

/** The four soft keys of the idle screen: ours, and the way to the phone's own menu. */
function desktopOf(keys: readonly Key[]): string {
  const [first = '', second = ''] = keys.map((key, index) => (key.kind === 'none' ? '' : `dss${index + 1}`));
  return second === '' ? `history;${first};;menu;` : `${first};${second};;menu;`;
}

function writeServer(parameters: Map<string, string>, config: PhoneConfig): void {
  if (config.provisioningLogin) {
    parameters.set('ap/DefaultUsername', config.provisioningLogin.user);
    parameters.set('ap/DefaultPassword', config.provisioningLogin.password);
  }
  parameters.set('ap/DownloadCommonConf', '0');
  parameters.set('ap/DownloadDeviceConf', '1');
  parameters.set('ap/SaveProvisionInfo', '1');
  if (config.provisioningUrl !== null) {
    parameters.set('ap/FlashServerIP', config.provisioningUrl.replace(/\/$/, ''));
    parameters.set('ap/FlashFileName', '$mac.cfg');
    const isHttps = config.provisioningUrl.startsWith('https:');
    parameters.set('ap/FlashProtocol', isHttps ? PROTOCOL.https : PROTOCOL.http);
  }
  // Again and again, in hours: the phone knows no shorter interval.
  parameters.set('ap/FlashMode', '2');
  parameters.set('ap/FlashInterval', String(Math.max(1, Math.ceil(config.pollMinutes / 60))));
}

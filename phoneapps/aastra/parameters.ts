import type { Key, KeyKind } from '../../src/desk/model';
import { uriHost } from '../../src/lib/ip';
import { readTimeZone } from '../../src/lib/time-zone';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { familiesOf, type KeyFamily } from './models';

const TRANSPORT = { udp: '1', tcp: '2', tls: '4' } as const;
/** What stands for no server. */
const NO_SERVER = '0.0.0.0';

const MINUTES_OF_A_DAY = 24 * 60;

const KEY_TYPE: Readonly<Record<KeyKind, string>> = {
  none: 'none',
  line: 'line',
  'speed-dial': 'speeddial',
  blf: 'blf',
  park: 'park',
  intercom: 'icom',
  voicemail: 'speeddial',
  dnd: 'dnd',
  forward: 'callforward',
  url: 'xml',
  login: 'xml',
};

/** The whole config: every line and every key of the model's family is written, used or not. */
export function aastraParameters(config: PhoneConfig, model: Model): Parameters {
  const parameters = new Map<string, string>();
  parameters.set('sip transport protocol', TRANSPORT[config.account?.transport ?? 'udp']);
  for (let slot = 1; slot <= model.accounts; slot += 1) {
    writeLine(parameters, slot, slot === 1 ? config.account : null);
  }
  for (const family of familiesOf(model)) {
    for (const [index, key] of config.lineKeys.entries()) {
      writeKey(parameters, family, index + 1, key, config.account);
    }
  }
  writeSettings(parameters, config);
  if (config.provisioningUrl !== null) writeServer(parameters, new URL(config.provisioningUrl));
  return parameters;
}

function writeLine(parameters: Map<string, string>, slot: number, account: Account | null): void {
  const set = (name: string, value: string) => parameters.set(`sip line${slot} ${name}`, value);
  const server = account ? uriHost(account.server) : NO_SERVER;
  const port = String(account?.port ?? 5060);
  set('user name', account?.user ?? '');
  set('auth name', account?.authUser ?? '');
  set('password', account?.secret ?? '');
  set('display name', account?.displayName ?? '');
  set('screen name', account?.user ?? '');
  set('proxy ip', server);
  set('proxy port', port);
  set('registrar ip', server);
  set('registrar port', port);
  set('vmail', account?.voicemailNumber ?? '');
}

function writeKey(
  parameters: Map<string, string>,
  family: KeyFamily,
  place: number,
  key: Key,
  account: Account | null,
): void {
  const set = (name: string, value: string) => parameters.set(`${family}${place} ${name}`, value);
  set('type', KEY_TYPE[key.kind]);
  set('value', valueOfKey(key, account));
  set('label', key.label || (key.kind === 'line' ? (account?.user ?? '') : ''));
  set('line', '1');
}

function valueOfKey({ kind, value }: Key, account: Account | null): string {
  if (kind === 'voicemail') return value || (account?.voicemailNumber ?? '');
  return kind === 'park' && value !== '' ? `asterisk;${value}` : value;
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig): void {
  parameters.set('time server disabled', '0');
  parameters.set('time server1', config.ntpServer);
  const zone = readTimeZone(config.timezone);
  if (zone) {
    parameters.set('time zone name', 'Custom');
    parameters.set('time zone minutes', String(-zone.standardOffset));
    if (!zone.hasSummerTime) parameters.set('dst config', '0');
  }
  if (config.phoneAdminPassword !== null) parameters.set('admin password', config.phoneAdminPassword);
  if (config.provisioningLogin) {
    parameters.set('http digest username', config.provisioningLogin.user);
    parameters.set('http digest password', config.provisioningLogin.password);
  }
  // Once a day is as often as it looks by itself.
  const days = Math.max(1, Math.round(config.pollMinutes / MINUTES_OF_A_DAY));
  parameters.set('auto resync mode', '1');
  parameters.set('auto resync time', '03:00');
  parameters.set('auto resync days', String(days));
}

/** The URL in parts. The other protocol's are written empty, so that none of an older config is left. */
function writeServer(parameters: Map<string, string>, url: URL): void {
  const isHttps = url.protocol === 'https:';
  const port = url.port || (isHttps ? '443' : '80');
  parameters.set('download protocol', isHttps ? 'HTTPS' : 'HTTP');
  for (const [protocol, isOurs] of [['http', !isHttps] as const, ['https', isHttps] as const]) {
    parameters.set(`${protocol} server`, isOurs ? url.hostname : '');
    parameters.set(`${protocol} path`, isOurs ? url.pathname.replace(/^\/|\/$/g, '') : '');
    parameters.set(`${protocol} port`, isOurs ? port : '');
  }
}

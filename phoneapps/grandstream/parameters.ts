import type { Key, KeyKind } from '../../src/desk/model';
import { uriHost } from '../../src/lib/ip';
import { posixTimeZone } from '../../src/lib/posix-time-zone';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import { MIN_POLL_MINUTES, namingOf } from './models';
import { pValueParameters } from './p-values';

const TRANSPORT = { udp: 'UDP', tcp: 'TCP', tls: 'Tls Or Tcp' } as const;

/** What a key does. By name: the vendor's own documents do not agree on the numbers. */
const KEY_MODE: Readonly<Record<KeyKind, string>> = {
  none: 'None',
  line: 'Line',
  'speed-dial': 'SpeedDial',
  blf: 'BLF',
  park: 'CallPark',
  intercom: 'Intercom',
  voicemail: 'VoiceMail',
  dnd: 'DND',
  forward: 'Forward',
  // There is no key that only asks for a URL.
  url: 'None',
  login: 'XMLApplication',
};

/** The whole config, as the model calls things. */
export function grandstreamParameters(config: PhoneConfig, model: Model): Parameters {
  const naming = namingOf(model);
  return naming === 'names' ? namedParameters(config, model) : pValueParameters(config, model, naming);
}

/** By names: every account slot and every virtual key of the model is written, used or not. */
function namedParameters(config: PhoneConfig, model: Model): Parameters {
  const parameters = new Map<string, string>();
  for (let slot = 1; slot <= model.accounts; slot += 1) {
    writeAccount(parameters, slot, slot === 1 ? config.account : null);
  }
  // All of them in sequence: a gap would take the keys behind it away.
  for (const [index, key] of config.lineKeys.entries()) {
    writeKey(parameters, `pks.vpk.${index + 1}`, key, config.account);
  }
  if (model.formFields !== null) writeApplication(parameters, config);
  writeSettings(parameters, config);
  return parameters;
}

function writeAccount(parameters: Map<string, string>, slot: number, account: Account | null): void {
  const set = (name: string, value: string) => parameters.set(`account.${slot}.${name}`, value);
  const yes = account ? 'Yes' : 'No';
  set('enable', yes);
  set('name', account?.user ?? '');
  set('sip.server.1.address', account ? `${uriHost(account.server)}:${account.port}` : '');
  set('sip.outboundProxy.1.address', '');
  set('sip.transport', TRANSPORT[account?.transport ?? 'udp']);
  set('sip.userid', account?.user ?? '');
  set('sip.subscriber.userid', account?.authUser ?? '');
  set('sip.subscriber.password', account?.secret ?? '');
  set('sip.subscriber.name', account?.displayName ?? '');
  set('sip.registration', yes);
  set('sip.voicemail.number', account?.voicemailNumber ?? '');
  set('sip.subscribe.forMwi', yes);
  // A phone without a proxy would accept a NOTIFY from nobody.
  set('sip.validate.incomingServer', 'No');
}

function writeKey(parameters: Map<string, string>, name: string, key: Key, account: Account | null): void {
  const mode = KEY_MODE[key.kind];
  const isIdle = mode === KEY_MODE.none;
  const value = key.kind === 'voicemail' ? key.value || (account?.voicemailNumber ?? '') : key.value;
  const label = key.label || (key.kind === 'line' ? (account?.user ?? '') : '');
  parameters.set(`${name}.keyMode`, mode);
  parameters.set(`${name}.account`, 'Account1');
  parameters.set(`${name}.description`, isIdle ? '' : label);
  parameters.set(`${name}.value`, isIdle || key.kind === 'login' ? '' : value);
}

/** The one page of the phone, and the soft key that opens it where no virtual key does. */
function writeApplication(
  parameters: Map<string, string>,
  { account, lineKeys, softKeys }: PhoneConfig,
): void {
  const isLogin = (key: Key) => key.kind === 'login';
  const url = [...lineKeys, ...softKeys].find(isLogin)?.value ?? '';
  parameters.set('xmlApplication.serverPath', url.replace(/^http:\/\//, ''));
  parameters.set('xmlApplication.softkeyLabel', softKeys.find(isLogin)?.label ?? '');
  parameters.set('xmlApplications.autoLaunch', account === null && url !== '' ? 'OnBootupNoAccount' : 'No');
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig): void {
  // "Disable the authentication of NOTIFY": a phone that asks for it has nobody to ask.
  parameters.set('sip.notify.challenge', 'Yes');
  parameters.set('dateTime.ntp.server.1', config.ntpServer);
  const zone = posixTimeZone(config.timezone);
  if (zone !== null) {
    parameters.set('dateTime.timezone', 'customize');
    parameters.set('dateTime.timezone.custom', zone);
  }
  if (config.language !== null) parameters.set('language.gui', config.language);
  if (config.phoneAdminPassword !== null) parameters.set('users.admin.password', config.phoneAdminPassword);
  if (config.provisioningUrl !== null) writeServer(parameters, config.provisioningUrl);
  if (config.provisioningLogin) {
    parameters.set('provisioning.config.username', config.provisioningLogin.user);
    parameters.set('provisioning.config.password', config.provisioningLogin.password);
  }
  parameters.set('provisioning.auto.mode', 'YesUpgradeMin');
  parameters.set('provisioning.auto.minute', String(Math.max(MIN_POLL_MINUTES, config.pollMinutes)));
}

/** The path has neither a scheme nor a slash at its end. */
function writeServer(parameters: Map<string, string>, url: string): void {
  parameters.set('provisioning.config.protocol', url.startsWith('https:') ? 'HTTPS' : 'HTTP');
  parameters.set('provisioning.config.serverPath', url.replace(/^https?:\/\//, '').replace(/\/$/, ''));
}

import type { Key } from '../../src/desk/model';
import { readTimeZone } from '../../src/lib/time-zone';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';

const TRANSPORT = { udp: 'UDPOnly', tcp: 'TCPOnly', tls: 'TLS' } as const;

/** Soft keys of the phone itself that a logged-out phone has no use for. */
const USER_SOFT_KEYS = ['newcall', 'forward', 'directories'];

/** The whole config: every registration and every soft key of ours is written, used or not. */
export function polycomParameters(config: PhoneConfig, model: Model): Parameters {
  const parameters = new Map<string, string>();
  for (let slot = 1; slot <= model.accounts; slot += 1) {
    writeAccount(parameters, slot, slot === 1 ? config.account : null);
  }
  writeMailbox(parameters, config.account);
  for (const [index, key] of config.softKeys.entries()) writeSoftKey(parameters, index + 1, key);
  writeSettings(parameters, config);
  return parameters;
}

function writeAccount(parameters: Map<string, string>, slot: number, account: Account | null): void {
  const set = (name: string, value: string | undefined) => parameters.set(`reg.${slot}.${name}`, value ?? '');
  set('address', account?.user);
  set('label', account?.user);
  set('displayName', account?.displayName);
  set('auth.userId', account?.authUser);
  set('auth.password', account?.secret);
  set('server.1.address', account?.server);
  set('server.1.port', account ? String(account.port) : '');
  set('server.1.transport', account ? TRANSPORT[account.transport] : '');
  set('server.1.register', account ? '1' : '0');
}

function writeMailbox(parameters: Map<string, string>, account: Account | null): void {
  parameters.set('msg.mwi.1.callBackMode', account ? 'contact' : 'disabled');
  parameters.set('msg.mwi.1.callBack', account?.voicemailNumber ?? '');
  parameters.set('msg.mwi.1.subscribe', account?.user ?? '');
}

function writeSoftKey(parameters: Map<string, string>, slot: number, key: Key): void {
  const opensPage = key.kind === 'login' || key.kind === 'url';
  parameters.set(`softkey.${slot}.enable`, opensPage ? '1' : '0');
  parameters.set(`softkey.${slot}.label`, opensPage ? key.label : '');
  parameters.set(`softkey.${slot}.action`, opensPage ? key.value : '');
  parameters.set(`softkey.${slot}.insert`, String(slot));
  parameters.set(`softkey.${slot}.use.idle`, opensPage ? '1' : '0');
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig): void {
  const set = (name: string, value: string) => parameters.set(name, value);
  // A parameter of the device itself is taken only when its `.set` says so, and `device.set` above all.
  const setDevice = (name: string, value: string) => {
    set(`device.${name}.set`, '1');
    set(`device.${name}`, value);
  };
  set('feature.enhancedFeatureKeys.enabled', '1');
  for (const name of USER_SOFT_KEYS) set(`softkey.feature.${name}`, config.account ? '1' : '0');
  set('mb.main.home', config.softKeys.find(({ kind }) => kind === 'login')?.value ?? '');
  set('tcpIpApp.sntp.address', config.ntpServer);
  set('tcpIpApp.sntp.address.overrideDHCP', '1');
  const zone = readTimeZone(config.timezone);
  if (zone) {
    set('tcpIpApp.sntp.gmtOffset', String(zone.standardOffset * 60));
    set('tcpIpApp.sntp.gmtOffset.overrideDHCP', '1');
    set('tcpIpApp.sntp.daylightSavings.enable', zone.hasSummerTime ? '1' : '0');
  }
  if (config.language !== null) set('lcl.ml.lang', config.language);
  set('prov.polling.enabled', '1');
  set('prov.polling.mode', 'rel');
  set('prov.polling.period', String(config.pollMinutes * 60));
  // Without this any check-sync restarts the phone, also when nothing has changed.
  set('voIpProt.SIP.specialEvent.checkSync.alwaysReboot', '0');
  // The phone's own login asks for files and passwords of its own and knows nothing of ours.
  set('prov.login.enabled', '0');
  set('device.set', '1');
  // So that its User-Agent says which phone it is.
  setDevice('prov.tagSerialNo', '1');
  if (config.phoneAdminPassword !== null) setDevice('auth.localAdminPassword', config.phoneAdminPassword);
  if (config.provisioningUrl !== null) setDevice('prov.serverName', config.provisioningUrl);
  if (config.provisioningLogin) {
    setDevice('prov.user', config.provisioningLogin.user);
    setDevice('prov.password', config.provisioningLogin.password);
  }
}

import type { Key } from '../../src/desk/model';
import { uriHost } from '../../src/lib/ip';
import { readTimeZone } from '../../src/lib/time-zone';
import type { Account, Model, PhoneConfig } from '../../src/phones/brands/brand';
import type { Parameters } from '../../src/phones/brands/parameters';
import {
  ACCOUNT_SLOTS,
  accountPValues,
  KEY_TYPE,
  type KeyPValues,
  lineKeyPValues,
  SETTING,
  softKeyPValues,
  TIME_ZONE_INDEX,
} from './p-values';

const TRANSPORT = { udp: '0', tcp: '1', tls: '2' } as const;
const PROTOCOL = { http: '1', https: '3' } as const;

/** The whole config as P-values: every account slot and every key of the model is written, used or not. */
export function sangomaParameters(config: PhoneConfig, _model: Model): Parameters {
  const parameters = new Map<string, string>();
  for (let slot = 1; slot <= ACCOUNT_SLOTS; slot += 1) {
    writeAccount(parameters, slot, slot === 1 ? config.account : null);
  }
  for (const [index, key] of config.lineKeys.entries()) {
    writeKey(parameters, lineKeyPValues(index + 1), key, config.account);
  }
  for (const [index, key] of config.softKeys.entries()) {
    writeKey(parameters, softKeyPValues(index + 1), key, config.account);
  }
  writeSettings(parameters, config);
  return parameters;
}

function writeAccount(parameters: Map<string, string>, slot: number, account: Account | null): void {
  const names = accountPValues(slot);
  parameters.set(names.active, account ? '1' : '0');
  parameters.set(names.server, account ? `${uriHost(account.server)}:${account.port}` : '');
  parameters.set(names.outboundProxy, '');
  parameters.set(names.transport, account ? TRANSPORT[account.transport] : TRANSPORT.udp);
  parameters.set(names.label, account ? account.user : '');
  parameters.set(names.user, account?.user ?? '');
  parameters.set(names.authUser, account?.authUser ?? '');
  parameters.set(names.password, account?.secret ?? '');
  parameters.set(names.displayName, account?.displayName ?? '');
  parameters.set(names.register, account ? '1' : '0');
  parameters.set(names.callWithoutRegistration, '0');
  parameters.set(names.voicemailNumber, account?.voicemailNumber ?? '');
  parameters.set(names.subscribeMwi, account ? '1' : '0');
}

function writeKey(
  parameters: Map<string, string>,
  names: KeyPValues,
  key: Key,
  account: Account | null,
): void {
  parameters.set(names.type, KEY_TYPE[key.kind]);
  parameters.set(
    names.value,
    key.kind === 'voicemail' ? key.value || (account?.voicemailNumber ?? '') : key.value,
  );
  parameters.set(names.label, key.label || (key.kind === 'line' ? (account?.user ?? '') : ''));
  parameters.set(names.account, '0');
}

function writeSettings(parameters: Map<string, string>, config: PhoneConfig): void {
  // Otherwise a NOTIFY to a phone without an account is challenged, and there is nothing to answer it with.
  parameters.set(SETTING.checkSyncWithAuth, '0');
  parameters.set(SETTING.ntpServer, config.ntpServer);
  const zone = TIME_ZONE_INDEX.get(readTimeZone(config.timezone)?.standardOffset ?? Number.NaN);
  if (zone !== undefined) parameters.set(SETTING.timeZone, zone);
  if (config.phoneAdminPassword !== null) parameters.set(SETTING.adminPassword, config.phoneAdminPassword);
  if (config.provisioningUrl !== null) {
    parameters.set(SETTING.configServer, config.provisioningUrl);
    const isHttps = config.provisioningUrl.startsWith('https:');
    parameters.set(SETTING.configProtocol, isHttps ? PROTOCOL.https : PROTOCOL.http);
  }
  if (config.provisioningLogin) {
    parameters.set(SETTING.configUser, config.provisioningLogin.user);
    parameters.set(SETTING.configPassword, config.provisioningLogin.password);
  }
  parameters.set(SETTING.autoUpdate, '1');
  parameters.set(SETTING.autoUpdateMinutes, String(config.pollMinutes));
}

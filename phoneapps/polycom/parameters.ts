import type { Key } from '../../src/desk/model';
import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  type Entry,
  keySlots,
  optionalParameter,
  pollInterval,
  provisioningLogin,
  timeZone,
  toParameters,
  transportCode,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';

const REGISTRATION: Readonly<Record<string, AccountValue>> = {
  address: 'user',
  label: 'user',
  displayName: 'displayName',
  'auth.userId': 'authUser',
  'auth.password': 'secret',
  'server.1.address': 'server',
  'server.1.port': 'port',
  'server.1.transport': transportCode({ udp: 'UDPOnly', tcp: 'TCPOnly', tls: 'TLS' }, ''),
  'server.1.register': whenLoggedIn('1', '0'),
};

const whenOpensPage = (yes: (key: Key) => string, no: string) => (key: Key) =>
  key.kind === 'login' || key.kind === 'url' ? yes(key) : no;

const SOFT_KEY = {
  enable: whenOpensPage(() => '1', '0'),
  label: whenOpensPage(({ label }) => label, ''),
  action: whenOpensPage(({ value }) => value, ''),
  insert: (_key: Key, place: number) => String(place),
  'use.idle': whenOpensPage(() => '1', '0'),
};

/** The whole config: every registration and every soft key for the logins is written, used or not. */
export function polycomParameters(config: PhoneConfig, model: Model): Parameters {
  return toParameters(
    accountSlots(config, {
      count: model.accounts,
      name: (slot, field) => `reg.${slot}.${field}`,
      fields: REGISTRATION,
    }),
    {
      'msg.mwi.1.callBackMode': config.account ? 'contact' : 'disabled',
      'msg.mwi.1.callBack': config.account?.voicemailNumber ?? '',
      'msg.mwi.1.subscribe': config.account?.user ?? '',
    },
    keySlots(config.softKeys, config, {
      name: (place, field) => `softkey.${place}.${field}`,
      fields: SOFT_KEY,
    }),
    { 'feature.enhancedFeatureKeys.enabled': '1' },
    // The phone's own soft keys, which are useless on a logged-out phone.
    optionalParameter(
      config.account ? '1' : '0',
      'softkey.feature.newcall',
      'softkey.feature.forward',
      'softkey.feature.directories',
    ),
    {
      'mb.main.home': config.softKeys.find(({ kind }) => kind === 'login')?.value ?? '',
      'tcpIpApp.sntp.address': config.ntpServer,
      'tcpIpApp.sntp.address.overrideDHCP': '1',
    },
    timeZone(config, ({ standardOffset, hasSummerTime }) => ({
      'tcpIpApp.sntp.gmtOffset': String(standardOffset * 60),
      'tcpIpApp.sntp.gmtOffset.overrideDHCP': '1',
      'tcpIpApp.sntp.daylightSavings.enable': hasSummerTime ? '1' : '0',
    })),
    optionalParameter(config.language, 'lcl.ml.lang'),
    {
      'prov.polling.enabled': '1',
      'prov.polling.mode': 'rel',
      'prov.polling.period': pollInterval(config, 'seconds'),
      // Without this, any check-sync restarts the phone, even when nothing has changed.
      'voIpProt.SIP.specialEvent.checkSync.alwaysReboot': '0',
      // The phone's own user login needs other files and passwords, and does not work with sessions.
      'prov.login.enabled': '0',
      'device.set': '1',
    },
    deviceParameters([
      // Puts the MAC into the User-Agent.
      ['prov.tagSerialNo', '1'],
      ...optionalParameter(config.phoneAdminPassword, 'auth.localAdminPassword'),
      ...optionalParameter(config.provisioningUrl, 'prov.serverName'),
      ...provisioningLogin(config, 'prov.user', 'prov.password'),
    ]),
  );
}

/** A `device.` parameter. The phone applies it only if its `.set` is 1. */
function deviceParameters(entries: readonly Entry[]): Entry[] {
  return entries.flatMap(([name, value]) => [
    [`device.${name}.set`, '1'],
    [`device.${name}`, value],
  ]);
}

import { readTimeZone } from '../../src/lib/time-zone';
import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  codeByKind,
  type KeyValue,
  keySlots,
  optionalParameter,
  pollInterval,
  provisioningLogin,
  provisioningServer,
  sameInEverySlot,
  toParameters,
  transportCode,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import {
  ACCOUNT_SLOTS,
  type AccountPValues,
  accountPValues,
  KEY_TYPE,
  type KeyPValues,
  lineKeyPValues,
  SETTING,
  softKeyPValues,
  TIME_ZONE_INDEX,
} from './p-values';

const ACCOUNT: Readonly<Record<keyof AccountPValues, AccountValue>> = {
  active: whenLoggedIn('1', '0'),
  server: 'hostAndPort',
  outboundProxy: sameInEverySlot(''),
  transport: transportCode({ udp: '0', tcp: '1', tls: '2' }),
  label: 'user',
  user: 'user',
  authUser: 'authUser',
  password: 'secret',
  displayName: 'displayName',
  register: whenLoggedIn('1', '0'),
  callWithoutRegistration: sameInEverySlot('0'),
  voicemailNumber: 'voicemailNumber',
  subscribeMwi: whenLoggedIn('1', '0'),
};

const KEY: Readonly<Record<keyof KeyPValues, KeyValue>> = {
  type: codeByKind(KEY_TYPE),
  value: 'value',
  label: 'label',
  account: sameInEverySlot('0'),
};

/** The whole config as P-values: every account slot and every key of the model is written, used or not. */
export function sangomaParameters(config: PhoneConfig, _model: Model): Parameters {
  const zoneIndex = TIME_ZONE_INDEX.get(readTimeZone(config.timezone)?.standardOffset ?? Number.NaN) ?? null;
  return toParameters(
    accountSlots(config, {
      count: ACCOUNT_SLOTS,
      name: (slot, field) => accountPValues(slot)[field],
      fields: ACCOUNT,
    }),
    keySlots(config.lineKeys, config, {
      name: (place, field) => lineKeyPValues(place)[field],
      fields: KEY,
    }),
    keySlots(config.softKeys, config, {
      name: (place, field) => softKeyPValues(place)[field],
      fields: KEY,
    }),
    // By default a phone without an account challenges a NOTIFY, and Asterisk cannot answer.
    { [SETTING.checkSyncWithAuth]: '0', [SETTING.ntpServer]: config.ntpServer },
    optionalParameter(zoneIndex, SETTING.timeZone),
    optionalParameter(config.phoneAdminPassword, SETTING.adminPassword),
    provisioningServer(config, (url, isHttps) => ({
      [SETTING.configServer]: url,
      [SETTING.configProtocol]: isHttps ? '3' : '1',
    })),
    provisioningLogin(config, SETTING.configUser, SETTING.configPassword),
    { [SETTING.autoUpdate]: '1', [SETTING.autoUpdateMinutes]: pollInterval(config, 'minutes') },
  );
}

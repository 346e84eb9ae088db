import type { PhoneConfig } from '../../src/phones/brands/brand';
import {
  type AccountValue,
  accountSlots,
  optionalParameter,
  portOr,
  sameInEverySlot,
  toParameters,
  transportCode,
  whenLoggedIn,
} from '../../src/phones/brands/helpers';
import type { Parameters } from '../../src/phones/brands/parameters';
import { urlWithLogin } from '../../src/phones/brands/url-login';

/** The first handset, which gets the account of the base's session. Other handsets keep their accounts. */
export const HANDSET = '00001';

const ACCOUNT: Readonly<Record<string, AccountValue>> = {
  'SipProvider.0.Domain': 'host',
  'SipProvider.0.ProxyServerAddress': 'host',
  'SipProvider.0.ProxyServerPort': portOr('5060'),
  'SipProvider.0.RegServerAddress': 'host',
  'SipProvider.0.RegServerPort': portOr('5060'),
  'SipProvider.0.TransportProtocol': transportCode({ udp: '1', tcp: '2', tls: '3' }),
  'SipProvider.0.UseSIPS': sameInEverySlot('0'),
  [`SipAccount.${HANDSET}.ProviderId`]: sameInEverySlot('0'),
  [`SipAccount.${HANDSET}.UserName`]: 'user',
  [`SipAccount.${HANDSET}.AuthName`]: 'authUser',
  [`SipAccount.${HANDSET}.AuthPassword`]: 'secret',
  [`SipAccount.${HANDSET}.DisplayName`]: 'displayName',
  [`SipAccount.${HANDSET}.VoiceMailMailbox`]: 'voicemailNumber',
  [`SipAccount.${HANDSET}.VoiceMailActive`]: whenLoggedIn('1', '0'),
};

/** The whole config of a base station. Only the first handset is written. */
export function baseStationParameters(config: PhoneConfig): Parameters {
  const url = urlWithLogin(config);
  return toParameters(
    accountSlots(config, { count: 1, name: (_slot, field) => field, fields: ACCOUNT }),
    { 'DmGlobal.0.NtpServer': config.ntpServer, 'DmGlobal.0.TimeZone': config.timezone },
    optionalParameter(config.phoneAdminPassword, 'WebUIAccounts.1.Password'),
    optionalParameter(url?.replace(/\/$/, '') ?? null, 'Provisioning.global.ProvisioningServer'),
  );
}

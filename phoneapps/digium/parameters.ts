import { uriHost } from '../../src/lib/ip';
import type { Model, PhoneConfig } from '../../src/phones/brands/brand';
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

/** One account for each line key. The vendor numbers both from 0. */
export const ACCOUNTS = 6;

const ACCOUNT: Readonly<Record<string, AccountValue>> = {
  status: whenLoggedIn('1', '0'),
  register: whenLoggedIn('1', '0'),
  account_id: 'user',
  username: 'user',
  authname: 'authUser',
  password: 'secret',
  line_label: 'displayName',
  caller_id: 'displayName',
  // Dials any number, three seconds after the last digit.
  dial_plan: sameInEverySlot('x.T3'),
  visual_voicemail: sameInEverySlot('0'),
  voicemail: (account) =>
    account?.voicemailNumber ? `sip:${account.voicemailNumber}@${uriHost(account.server)}` : '',
  needMwiSubscription: whenLoggedIn('1', '0'),
  conflict: sameInEverySlot('replace'),
  'host_primary/server': 'host',
  'host_primary/port': portOr('5060'),
  'host_primary/transport': transportCode({ udp: 'udp', tcp: 'tcp', tls: 'tls' }),
  'host_primary/reregister': sameInEverySlot('300'),
  'host_primary/retry': sameInEverySlot('25'),
};

/** The whole config. It replaces everything that the phone has; unused accounts are switched off nevertheless. */
export function digiumParameters(config: PhoneConfig, _model: Model): Parameters {
  return toParameters(
    // The phone takes the provisioning login only from the URL.
    optionalParameter(urlWithLogin(config), 'setting/config_server_url'),
    // Without an admin password it is left out: the phone then returns to its factory value.
    optionalParameter(config.phoneAdminPassword, 'setting/login_password'),
    {
      'setting/send_mac_with_useragent': '1',
      'setting/enable_check_sync': '1',
      'setting/time_zone': config.timezone,
      'setting/time_source': 'ntp',
      'setting/ntp_server': config.ntpServer,
    },
    optionalParameter(config.language, 'setting/locale'),
    {
      'setting/transport_udp_enabled': '1',
      'setting/transport_udp_port': '5060',
      'setting/transport_tcp_enabled': '1',
      'setting/transport_tcp_port': '5060',
      'setting/transport_tls_allowed': '1',
      'setting/transport_tls_port': '5061',
    },
    accountSlots(config, {
      count: ACCOUNTS,
      first: 0,
      name: (slot, field) => `account/${slot}/${field}`,
      fields: ACCOUNT,
    }),
  );
}
